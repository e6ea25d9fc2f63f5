namespace Apex.Runner;

/// <summary>Settings of a host runner. All times hold with and without a silo.</summary>
public sealed record RunnerOptions
{
    /// <summary>Folder of the runner's journal and lock, created 0700.</summary>
    public required string StateFolder { get; init; }

    /// <summary>Root of the attempts' folders: <c>execution/layer/category/n</c> below it.</summary>
    public required string SpoolFolder { get; init; }

    /// <summary>Folder of the executions' environments, created 0700, files 0600.</summary>
    public required string ContextFolder { get; init; }

    /// <summary>Identity of this host. Default: machine id, boot id and PID namespace, so that a rebooted host is another one.</summary>
    public string HostId { get; init; } = Runner.HostId.Read();

    /// <summary>Commands that may run at once. Default: cores. At least 1.</summary>
    public int Slots { get; init; } = Environment.ProcessorCount;

    /// <summary>Memory that attempts may reserve together, MiB. Default: the machine's less an eighth.</summary>
    public int MemoryMb { get; init; } = MachineMemoryMb / 8 * 7;

    /// <summary>Memory of this machine, or of the container, MiB.</summary>
    public static int MachineMemoryMb => (int)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024 * 1024));

    /// <summary>CPU that attempts may reserve together, percent of one core. Default: cores × 100.</summary>
    public int CpuPercent { get; init; } = Environment.ProcessorCount * 100;

    /// <summary>Stop: time from SIGINT to SIGTERM. Default 5 s.</summary>
    public TimeSpan InterruptGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Stop: time from SIGTERM to SIGKILL. Default 5 s.</summary>
    public TimeSpan TerminateGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Processes that outlive their command: time from SIGTERM to SIGKILL. Default 1 s.</summary>
    public TimeSpan LeftoverGrace { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>After this long a process that survives SIGKILL (stuck in the kernel) is given up: emptiness is then not proven. Default 5 s.</summary>
    public TimeSpan KillPatience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the output pipe is read after the command and its leftovers are gone. Default 2 s.</summary>
    public TimeSpan DrainPatience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A start that was issued longer ago is refused. Default 60 s.</summary>
    public TimeSpan StartExpiry { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long an acknowledged or tombstoned id is remembered. Default 24 h.</summary>
    public TimeSpan Memory { get; init; } = TimeSpan.FromHours(24);

    /// <summary>A waiting attempt that was overtaken for so long keeps others from taking what it needs. Default 10 s.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>No attempt is taken while the spool's disk has less room, bytes. Default 512 MiB; 0 switches it off.</summary>
    public long DiskFloorBytes { get; init; } = 512L * 1024 * 1024;

    /// <summary>Log bytes on disk per attempt at any time, whatever the attempt's own limit says. Default 128 MiB.</summary>
    public long LogCapBytes { get; init; } = 128L * 1024 * 1024;

    /// <summary>Room that the journal keeps reserved, so that a full disk does not lose an exit, bytes. Default 4 MiB.</summary>
    public long JournalReserveBytes { get; init; } = 4L * 1024 * 1024;

    /// <summary>How attempts are held together.</summary>
    public ContainmentChoice Containment { get; init; }

    /// <summary>
    /// True if every orphan that becomes this process's child comes from an attempt, so that it may be killed although it
    /// bears no mark. False in a process that has children of its own, such as a test host.
    /// </summary>
    public bool OwnsOrphans { get; init; }
}

/// <summary>What holds the processes of an attempt together.</summary>
public enum ContainmentChoice
{
    /// <summary>The best that is writable: cgroup v1 (pids, freezer), cgroup v2, else none.</summary>
    Automatic = 0,

    /// <summary>cgroup v1.</summary>
    CgroupV1 = 1,

    /// <summary>cgroup v2.</summary>
    CgroupV2 = 2,

    /// <summary>The list of our children and the environment mark.</summary>
    None = 3,
}
