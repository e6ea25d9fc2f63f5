namespace Apex.Runner;

/// <summary>What an attempt may use at most. Null: as much as there is.</summary>
public sealed record AttemptLimits
{
    /// <summary>Memory of all its processes together, swap included where the kernel counts it, MiB.</summary>
    public int? MemoryMb { get; init; }

    /// <summary>CPU time, percent of one core.</summary>
    public int? CpuPercent { get; init; }

    /// <summary>Processes and threads at once, as the kernel counts them.</summary>
    public int? Processes { get; init; }
}
