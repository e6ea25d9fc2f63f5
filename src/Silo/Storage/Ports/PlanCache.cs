using Apex.Planning;

namespace Apex.Storage;

/// <summary>Parsed plans, least recently used first out; bounded by the bytes of their JSON. The newest one always stays.</summary>
internal sealed class PlanCache(long capacityBytes)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _byHash = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _byUse = new();
    private long _bytes;

    public ExecutionPlan? Find(string hash)
    {
        lock (_gate)
        {
            if (!_byHash.TryGetValue(hash, out var node))
            {
                return null;
            }

            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value.Plan;
        }
    }

    public void Add(string hash, ExecutionPlan plan, long bytes)
    {
        lock (_gate)
        {
            if (_byHash.ContainsKey(hash))
            {
                return;
            }

            _byHash.Add(hash, _byUse.AddFirst(new Entry(hash, plan, bytes)));
            _bytes += bytes;
            while (_bytes > capacityBytes && _byUse.Count > 1)
            {
                var oldest = _byUse.Last!.Value;
                _byUse.RemoveLast();
                _byHash.Remove(oldest.Hash);
                _bytes -= oldest.Bytes;
            }
        }
    }

    private sealed record Entry(string Hash, ExecutionPlan Plan, long Bytes);
}
