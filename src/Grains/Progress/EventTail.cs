namespace Apex.Progress;

/// <summary>The last events of an execution in memory, without gaps.</summary>
public sealed class EventTail(int capacity)
{
    private readonly Queue<ProgressEvent> _events = new();

    /// <summary>Number of the last event; 0 before the first.</summary>
    public long Last { get; private set; }

    public bool IsComplete { get; private set; }

    /// <returns>False if the event does not follow the last one: it is not taken.</returns>
    public bool Append(ProgressEvent next)
    {
        if (next.Seq != Last + 1)
        {
            return false;
        }

        _events.Enqueue(next);
        Last = next.Seq;
        IsComplete |= next.Type == EventTypes.OrchestrationCompleted;
        if (_events.Count > capacity)
        {
            _events.Dequeue();
        }

        return true;
    }

    /// <summary>True if everything after this number is here.</summary>
    public bool Covers(long after) => after >= Last - _events.Count;

    public List<ProgressEvent> After(long after, int limit) => [.. _events.Skip((int)Math.Max(0, after - (Last - _events.Count))).Take(limit)];
}
