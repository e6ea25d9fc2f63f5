namespace Apex.Runner;

/// <summary>What a host has for commands and what is booked of it: slots, memory, CPU, and the counts and sums of each group.</summary>
internal sealed class AdmissionRoom(int slots, int memoryMb, int cpuPercent)
{
    private readonly Dictionary<string, GroupUse> _groups = new(StringComparer.Ordinal);
    private int _alone;

    public int Slots => slots;

    public int MemoryMb => memoryMb;

    public int CpuPercent => cpuPercent;

    public int SlotsUsed { get; private set; }

    /// <summary>Those of them that the background lane uses.</summary>
    public int BackgroundSlots { get; private set; }

    public int MemoryUsed { get; private set; }

    public int CpuUsed { get; private set; }

    /// <summary>Slots that are taken for a lane. What the background holds counts for the background only: the foreground runs beside it, with ten times its weight.</summary>
    public int Taken(bool background) => background || _alone > 0 ? SlotsUsed : SlotsUsed - BackgroundSlots;

    /// <summary>The same for an attempt; one that is to run alone counts everything.</summary>
    public int Taken(AttemptSpec spec) => Taken(spec.Background || spec.Dedicated);

    /// <summary>A dedicated attempt needs every slot.</summary>
    public int SlotsOf(AttemptSpec spec) => spec.Dedicated ? slots : 1;

    /// <summary>Percent of one core that a group may reserve on this host; null for any.</summary>
    public int? CpuOf(AdmissionGroup group) => group.MaxHostCpuPercent is { } share ? (int)((long)cpuPercent * share / 100) : null;

    public GroupUse Of(AdmissionGroup group) => _groups.GetValueOrDefault(group.Key);

    public bool Fits(AttemptSpec spec, AdmissionClaims claims) =>
        Taken(spec) + claims.Slots + SlotsOf(spec) <= slots
        && MemoryUsed + claims.MemoryMb + spec.MemoryMb <= memoryMb
        && CpuUsed + claims.CpuPercent + spec.CpuPercent <= cpuPercent
        && !spec.Groups.Any(group => claims.Groups.Contains(group.Key) || !FitsInto(group, spec));

    public bool FitsInto(AdmissionGroup group, AttemptSpec spec)
    {
        var use = Of(group);
        return use.Count < group.Max
            && (group.MaxMemoryMb is not { } memory || use.MemoryMb + spec.MemoryMb <= memory)
            && (CpuOf(group) is not { } cpu || use.CpuPercent + spec.CpuPercent <= cpu);
    }

    /// <param name="spec">What is admitted or has ended.</param>
    /// <param name="sign">1 or −1.</param>
    public void Book(AttemptSpec spec, int sign)
    {
        SlotsUsed += sign * SlotsOf(spec);
        _alone += spec.Dedicated ? sign : 0;
        BackgroundSlots += spec.Background ? sign * SlotsOf(spec) : 0;
        MemoryUsed += sign * spec.MemoryMb;
        CpuUsed += sign * spec.CpuPercent;
        foreach (var group in spec.Groups)
        {
            var use = Of(group);
            var next = new GroupUse(use.Count + sign, use.MemoryMb + (sign * spec.MemoryMb), use.CpuPercent + (sign * spec.CpuPercent));
            if (next.Count == 0)
            {
                _groups.Remove(group.Key);
            }
            else
            {
                _groups[group.Key] = next;
            }
        }
    }
}

/// <param name="Count">Attempts of a group that run.</param>
/// <param name="MemoryMb">What they reserve, MiB.</param>
/// <param name="CpuPercent">What they reserve, percent of one core.</param>
internal readonly record struct GroupUse(int Count, int MemoryMb, int CpuPercent);

/// <summary>What those that waited too long keep from all others.</summary>
internal sealed class AdmissionClaims
{
    public static readonly AdmissionClaims None = new();

    public int Slots { get; private set; }

    public int MemoryMb { get; private set; }

    public int CpuPercent { get; private set; }

    public HashSet<string> Groups { get; } = new(StringComparer.Ordinal);

    /// <summary>One that waits for a group needs no memory yet: it claims what comes free in that group, and nothing else.</summary>
    public void Add(AttemptSpec spec, AdmissionRoom room)
    {
        var full = spec.Groups.Where(group => !room.FitsInto(group, spec)).Select(group => group.Key).ToList();
        if (full.Count > 0)
        {
            Groups.UnionWith(full);
            return;
        }

        Slots += room.SlotsOf(spec);
        MemoryMb += spec.MemoryMb;
        CpuPercent += spec.CpuPercent;
    }
}
