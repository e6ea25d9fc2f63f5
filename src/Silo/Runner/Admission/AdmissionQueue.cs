namespace Apex.Runner;

/// <summary>The host's own arbiter: who may start next, by slots, memory, CPU and groups. By priority, then in turn, then first in: the first that fits.</summary>
/// <remarks>
/// What does not fit is overtaken, so that no slot stands idle, but only for a while: an attempt that was overtaken for longer than its
/// patience goes before all others, claims what it needs, and those behind it get only what is left beside that claim. And a layer of which
/// nothing started for that long is served before those of better priority. So neither size nor priority starves anything.
/// The background lane comes after all of the foreground and takes none of its slots; patience counts within it. Commands of services need no slot: categories wait for them.
/// </remarks>
internal sealed class AdmissionQueue(int slots, int memoryMb, int cpuPercent, TimeSpan patience)
{
    private const int LayersKept = 4096;

    private readonly LinkedList<Entry> _waiting = [];
    private readonly LinkedList<Entry> _services = [];
    private readonly AdmissionRoom _room = new(slots, memoryMb, cpuPercent);
    private readonly FairTurns _turns = new();
    private readonly Dictionary<string, long> _servedMs = new(StringComparer.Ordinal);
    private readonly long _patienceMs = (long)patience.TotalMilliseconds;

    public int Waiting => _waiting.Count + _services.Count;

    public int Running => _room.SlotsUsed;

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

        return spec.Groups.Select(group => Impossible(spec, group)).FirstOrDefault(static reason => reason is not null);
    }

    public Ticket Enqueue(AttemptSpec spec, long nowMs) => new((spec.Service is null ? _waiting : _services).AddLast(new Entry(spec, nowMs)));

    public static void Withdraw(Ticket ticket)
    {
        ticket.Node.List?.Remove(ticket.Node);
    }

    /// <summary>Takes the next attempt that may start out of the queue and books what it needs.</summary>
    /// <param name="nowMs">The time.</param>
    /// <param name="allowed">Slots that the host's load leaves. What the background holds takes none of them from the foreground.</param>
    public Ticket? TryAdmit(long nowMs, int allowed = int.MaxValue)
    {
        if (_services.First is { } service)
        {
            _services.RemoveFirst();
            return new Ticket(service);
        }

        if (_waiting.Count == 0)
        {
            return null;
        }

        var claims = AdmissionClaims.None;
        return (_room.Taken(background: false) < Math.Min(slots, allowed) ? TryAdmit(background: false, ref claims, nowMs) : null)
            ?? (_room.Taken(background: true) < Math.Min(slots, allowed) ? TryAdmit(background: true, ref claims, nowMs) : null);
    }

    private Ticket? TryAdmit(bool background, ref AdmissionClaims claims, long nowMs)
    {
        var best = Overtaken(background, ref claims, nowMs);
        if (best is not null)
        {
            return Admit(best, nowMs);
        }

        if (_room.Taken(background) + claims.Slots >= slots)
        {
            return null;
        }

        for (var node = _waiting.First; node is not null; node = node.Next)
        {
            if (node.Value.Spec.Background == background && _room.Fits(node.Value.Spec, claims) && (best is null || IsBefore(node.Value, best.Value, nowMs)))
            {
                best = node;
            }
        }

        return best is null ? null : Admit(best, nowMs);
    }

    public void Release(Ticket ticket)
    {
        if (ticket.Spec.Service is null)
        {
            _room.Book(ticket.Spec, -1);
        }
    }

    /// <summary>Why each waiting attempt of an execution is not started.</summary>
    public List<HeldWait> Explain(string execution, long nowMs)
    {
        var claims = AdmissionClaims.None;
        if ((_room.Taken(background: false) >= slots || Overtaken(background: false, ref claims, nowMs) is null) && _room.SlotsUsed < slots)
        {
            _ = Overtaken(background: true, ref claims, nowMs);
        }

        return [.. _waiting.Where(entry => entry.Spec.Id.Execution == execution).Select(entry => AdmissionWaits.Of(entry.Spec, _room, claims))];
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

    private Ticket Admit(LinkedListNode<Entry> node, long nowMs)
    {
        _waiting.Remove(node);
        _room.Book(node.Value.Spec, 1);
        _turns.Serve(node.Value.Shares);
        if (_servedMs.Count >= LayersKept)
        {
            _servedMs.Clear(); // then each layer's wait counts from its oldest attempt
        }

        _servedMs[node.Value.Layer] = nowMs;
        return new Ticket(node);
    }

    /// <summary>Those that do not fit although a slot is free, and for longer than their patience, claim what they need; the first that fits at last is next.</summary>
    private LinkedListNode<Entry>? Overtaken(bool background, ref AdmissionClaims claims, long nowMs)
    {
        for (var node = _waiting.First; node is not null && nowMs - node.Value.SinceMs >= _patienceMs; node = node.Next)
        {
            if (node.Value.Spec.Background != background)
            {
                continue;
            }

            if (!_room.Fits(node.Value.Spec, AdmissionClaims.None))
            {
                node.Value.Claims = true;
                claims = ReferenceEquals(claims, AdmissionClaims.None) ? new AdmissionClaims() : claims;
                claims.Add(node.Value.Spec, _room);
            }
            else if (node.Value.Claims && _room.Fits(node.Value.Spec, claims))
            {
                return node;
            }
        }

        return null;
    }

    private bool IsBefore(Entry later, Entry earlier, long nowMs)
    {
        var (rank, other) = (RankOf(later, nowMs), RankOf(earlier, nowMs));
        return rank != other ? rank < other : _turns.Compare(later.Shares, earlier.Shares) < 0;
    }

    private int RankOf(Entry entry, long nowMs) =>
        nowMs - Math.Max(entry.SinceMs, _servedMs.GetValueOrDefault(entry.Layer)) >= _patienceMs ? int.MinValue : entry.Spec.Priority;

    private string? Impossible(AttemptSpec spec, AdmissionGroup group) => group switch
    {
        { Max: < 1 } => $"its group {group.Key} allows none to run",
        { MaxMemoryMb: { } memory } when spec.MemoryMb > memory => $"it reserves {spec.MemoryMb} MiB of memory, its group {group.Key} may reserve {memory} MiB",
        _ when _room.CpuOf(group) is { } cpu && spec.CpuPercent > cpu => $"it reserves {spec.CpuPercent} % of a core, its group {group.Key} may reserve {cpu} % on this host",
        _ => null,
    };

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

        /// <summary>True once it was overtaken for too long.</summary>
        public bool Claims { get; set; }

        public string[] Shares { get; } = FairTurns.SharesOf(Spec);

        public string Layer => Shares[^1];
    }
}
