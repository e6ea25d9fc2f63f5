namespace Apex.Runner;

/// <summary>The host's own arbiter: who may start next, by slots, memory, CPU and groups. By priority, then first in: the first that fits.</summary>
/// <remarks>
/// What does not fit is overtaken, so that no slot stands idle, but only for a while: an attempt that waited longer than its
/// patience goes before all others, claims what it needs, and those behind it get only what is left beside that claim. So no
/// priority starves another one. A dedicated attempt needs every slot. Commands of services need none: categories wait for them.
/// </remarks>
internal sealed class AdmissionQueue(int slots, int memoryMb, int cpuPercent, TimeSpan patience)
{
    private readonly LinkedList<Entry> _waiting = [];
    private readonly LinkedList<Entry> _services = [];
    private readonly Dictionary<string, int> _groups = new(StringComparer.Ordinal);
    private readonly long _patienceMs = (long)patience.TotalMilliseconds;
    private int _slotsUsed;
    private int _memoryUsed;
    private int _cpuUsed;

    public int Waiting => _waiting.Count + _services.Count;

    public int Running => _slotsUsed;

    /// <summary>Why this host could never run it; null if it can.</summary>
    public string? Impossible(AttemptSpec spec)
    {
        if (spec.MemoryMb > memoryMb)
        {
            return $"it reserves {spec.MemoryMb} MiB of memory, this host has {memoryMb} MiB for commands";
        }

        if (spec.CpuPercent > cpuPercent)
        {
            return $"it reserves {spec.CpuPercent} % of a core, this host has {cpuPercent} % for commands";
        }

        return spec.Groups.FirstOrDefault(group => group.Max < 1) is { } closed ? $"its group {closed.Key} allows none to run" : null;
    }

    public Ticket Enqueue(AttemptSpec spec, long nowMs) => new((spec.Service is null ? _waiting : _services).AddLast(new Entry(spec, nowMs)));

    public static void Withdraw(Ticket ticket)
    {
        ticket.Node.List?.Remove(ticket.Node);
    }

    /// <summary>Takes the next attempt that may start out of the queue and books what it needs.</summary>
    public Ticket? TryAdmit(long nowMs)
    {
        if (_services.First is { } service)
        {
            _services.RemoveFirst();
            return new Ticket(service);
        }

        if (_slotsUsed >= slots)
        {
            return null;
        }

        var claims = new Claims();
        foreach (var node in InTurn(nowMs))
        {
            var spec = node.Value.Spec;
            if (Fits(spec, claims))
            {
                _waiting.Remove(node);
                Book(spec, 1);
                return new Ticket(node);
            }

            if (HasWaitedTooLong(node.Value, nowMs))
            {
                claims.Add(spec, SlotsOf(spec), group => IsFull(group));
                if (_slotsUsed + claims.Slots >= slots)
                {
                    return null;
                }
            }
        }

        return null;
    }

    public void Release(Ticket ticket)
    {
        if (ticket.Spec.Service is null)
        {
            Book(ticket.Spec, -1);
        }
    }

    /// <summary>Milliseconds until somebody's patience ends; −1 if nobody waits that still has some.</summary>
    public long NextPatienceMs(long nowMs)
    {
        // The queue is in order of arrival: the first that has patience left loses it first.
        for (var node = _waiting.First; node is not null; node = node.Next)
        {
            var left = node.Value.SinceMs + _patienceMs - nowMs;
            if (left > 0)
            {
                return left;
            }
        }

        return -1;
    }

    private IEnumerable<LinkedListNode<Entry>> InTurn(long nowMs) =>
        Nodes().OrderBy(node => HasWaitedTooLong(node.Value, nowMs) ? int.MinValue : node.Value.Spec.Priority); // stable: by arrival within

    private IEnumerable<LinkedListNode<Entry>> Nodes()
    {
        for (var node = _waiting.First; node is not null; node = node.Next)
        {
            yield return node;
        }
    }

    private bool HasWaitedTooLong(Entry entry, long nowMs) => nowMs - entry.SinceMs >= _patienceMs;

    private int SlotsOf(AttemptSpec spec) => spec.Dedicated ? slots : 1;

    private bool Fits(AttemptSpec spec, Claims claims) =>
        _slotsUsed + claims.Slots + SlotsOf(spec) <= slots
        && _memoryUsed + claims.MemoryMb + spec.MemoryMb <= memoryMb
        && _cpuUsed + claims.CpuPercent + spec.CpuPercent <= cpuPercent
        && !spec.Groups.Any(group => IsFull(group) || claims.Groups.Contains(group.Key));

    private bool IsFull(AdmissionGroup group) => _groups.GetValueOrDefault(group.Key) >= group.Max;

    private void Book(AttemptSpec spec, int sign)
    {
        _slotsUsed += sign * SlotsOf(spec);
        _memoryUsed += sign * spec.MemoryMb;
        _cpuUsed += sign * spec.CpuPercent;
        foreach (var group in spec.Groups)
        {
            var count = _groups.GetValueOrDefault(group.Key) + sign;
            if (count == 0)
            {
                _groups.Remove(group.Key);
            }
            else
            {
                _groups[group.Key] = count;
            }
        }
    }

    /// <summary>A place in the queue, then a booking.</summary>
    internal sealed record Ticket(LinkedListNode<Entry> Node)
    {
        public AttemptSpec Spec => Node.Value.Spec;

        public Attempt? Attempt => Node.Value.Attempt;
    }

    internal sealed record Entry(AttemptSpec Spec, long SinceMs)
    {
        /// <summary>Whose place it is.</summary>
        public Attempt? Attempt { get; set; }
    }

    private sealed class Claims
    {
        public int Slots { get; private set; }

        public int MemoryMb { get; private set; }

        public int CpuPercent { get; private set; }

        public HashSet<string> Groups { get; } = new(StringComparer.Ordinal);

        // One that waits for a full group needs no memory yet: it claims the group's next place, and nothing else.
        public void Add(AttemptSpec spec, int slots, Predicate<AdmissionGroup> isFull)
        {
            var full = spec.Groups.Where(group => isFull(group)).Select(group => group.Key).ToList();
            if (full.Count > 0)
            {
                Groups.UnionWith(spec.Groups.Select(group => group.Key));
                return;
            }

            Slots += slots;
            MemoryMb += spec.MemoryMb;
            CpuPercent += spec.CpuPercent;
        }
    }
}
