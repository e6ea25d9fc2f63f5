namespace Apex.Runner;

/// <summary>Limits by cgroup v1: memory and cpu in groups of their own that the slot's thread joins for the time of a spawn, processes in the cage.</summary>
/// <param name="memory">Null where that hierarchy is not writable.</param>
/// <param name="cpu">Null where that hierarchy is not writable.</param>
/// <param name="cage">The slot's cage if it counts processes; else null.</param>
internal sealed class CgroupV1Limits(CgroupV1Memory? memory, CgroupV1Cpu? cpu, CgroupV1Cage? cage) : ISlotLimits
{
    private AttemptLimits _limits = new();

    public void Enter(AttemptLimits limits, bool background)
    {
        _limits = limits;
        if (limits.Processes is { } processes)
        {
            cage?.LimitProcesses(processes);
        }

        if (limits.CpuPercent is { } percent)
        {
            cpu?.Enter(percent, background);
        }

        // Last: what the runner itself allocates here would be charged to the attempt.
        if (limits.MemoryMb is { } megabytes)
        {
            memory?.Enter(megabytes);
        }
    }

    public void Leave()
    {
        memory?.Leave();
        cpu?.Leave();
    }

    public LimitReading Read()
    {
        var reading = _limits.MemoryMb is null ? default : memory?.Read() ?? default;
        return _limits.Processes is null || cage is null ? reading : reading with { RefusedForks = cage.RefusedForks() };
    }

    // The cage takes its own limit off (ISlotCage.Reset), and only when it is empty.
    public bool Clear() => (memory?.Clear() ?? true) && (_limits.CpuPercent is null || cpu is null || cpu.IsEmpty());

    public void Remove()
    {
        memory?.Clear();
        cpu?.Remove();
    }
}
