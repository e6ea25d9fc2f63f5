namespace Apex.Runner;

/// <summary>By what means this host does each of the things that a limit needs. Chosen one by one, by what is writable here.</summary>
public sealed record LimitCapabilities
{
    /// <summary>Holding an attempt's processes together, to end them all.</summary>
    public LimitBackend Kill { get; init; }

    /// <summary>Limiting memory.</summary>
    public LimitBackend Memory { get; init; }

    /// <summary>Limiting CPU time; <see cref="LimitBackend.None"/> where nothing can.</summary>
    public LimitBackend Cpu { get; init; }

    /// <summary>Limiting the number of processes.</summary>
    public LimitBackend Processes { get; init; }

    /// <summary>Measuring peak memory of an attempt that has a memory limit.</summary>
    public LimitBackend Peak { get; init; }

    /// <summary>All of it in words, for those who only show it.</summary>
    public Dictionary<string, string> ToNames() => new(StringComparer.Ordinal)
    {
        ["kill"] = Name(Kill),
        ["memory"] = Name(Memory),
        ["cpu"] = Name(Cpu),
        ["processes"] = Name(Processes),
        ["peak"] = Name(Peak),
    };

    private static string Name(LimitBackend backend) => backend switch
    {
        LimitBackend.CgroupV1 => "cgroup_v1",
        LimitBackend.CgroupV2 => "cgroup_v2",
        LimitBackend.Sampling => "sampling",
        _ => "none",
    };
}

/// <summary>Who enforces or measures.</summary>
public enum LimitBackend
{
    /// <summary>Nobody can here.</summary>
    None = 0,

    /// <summary>The kernel, by a group in a cgroup v1 hierarchy.</summary>
    CgroupV1 = 1,

    /// <summary>The kernel, by a cgroup v2 group.</summary>
    CgroupV2 = 2,

    /// <summary>The runner: it looks at <c>/proc</c> while an attempt with a limit runs.</summary>
    Sampling = 3,
}
