using Apex.Categories;

namespace Apex.Runner;

/// <summary>All that the runner needs to run one attempt. Sent once; the same id is never started twice.</summary>
public sealed record AttemptSpec
{
    public required AttemptId Id { get; init; }

    public required long Epoch { get; init; }

    /// <summary>Program and arguments; the program is looked up in the command's own PATH.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    public required string WorkingDirectory { get; init; }

    /// <summary>Added to the caller's environment of <see cref="AttemptId.Execution"/>, or to the runner's own if none was put.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Names whose values come from the secrets that were put for this execution under <c>category/NAME</c>.</summary>
    public IReadOnlyList<string> SecretNames { get; init; } = [];

    /// <summary>Limit from start to end, milliseconds.</summary>
    public required long TimeoutMs { get; init; }

    /// <summary>Limit from the receipt of this spec, waiting included, milliseconds: what is left of the layer and the execution.</summary>
    public required long BudgetMs { get; init; }

    /// <summary>Longest silence, milliseconds; null for any.</summary>
    public long? NoOutputTimeoutMs { get; init; }

    /// <summary>Bytes of log kept, head and tail together.</summary>
    public long LogLimitBytes { get; init; } = 1024L * 1024 * 1024;

    /// <summary>True if the command gets an empty folder in APEX_RESULTS_DIR.</summary>
    public bool WantsResultsFolder { get; init; }

    /// <summary>True if nobody writes to its folder after its end: an empty one may then become another attempt's.</summary>
    public bool FolderIsFreeAfterwards { get; init; }

    /// <summary>What it may use at most, enforced; null for no limits.</summary>
    public AttemptLimits? Limits { get; init; }

    /// <summary>Groups that it counts in while it runs, for example its layer: no group may exceed its maximum on this host.</summary>
    public IReadOnlyList<AdmissionGroup> Groups { get; init; } = [];

    /// <summary>Memory to reserve, MiB.</summary>
    public int MemoryMb { get; init; }

    /// <summary>CPU to reserve, percent of one core.</summary>
    public int CpuPercent { get; init; }

    /// <summary>Lower ones start first where not all can; those that wait too long start before all others.</summary>
    public int Priority { get; init; }

    /// <summary>True for the background lane: every attempt of the foreground starts before it, however long it has waited, and where all want the CPU it gets a tenth of what another command gets.</summary>
    public bool Background { get; init; }

    /// <summary>True if nothing else may run on this host while it runs.</summary>
    public bool Dedicated { get; init; }

    /// <summary>Project and branch that its turn is counted for: the share of neither grows with its number of attempts. Null counts as one of its own.</summary>
    public string? Project { get; init; }

    public string? Branch { get; init; }

    /// <summary>Set for a command of a service: it takes no slot and reserves nothing. Null for a category's.</summary>
    public ServiceRole? Service { get; init; }

    /// <summary>Execution whose environment and secrets are also those of this id's execution from now on; null for none.</summary>
    public string? ContextOf { get; init; }

    /// <summary>When the silo sent it (wall clock of this host); a start that is older than 60 s is refused.</summary>
    public required DateTimeOffset IssuedAt { get; init; }
}

/// <summary>What a command does for a service.</summary>
public enum ServiceRole
{
    /// <summary>Brings it up: is the service itself, or leaves it behind. What it leaves is kept until it is stopped.</summary>
    Start = 0,

    /// <summary>Takes it down.</summary>
    Stop = 1,

    /// <summary>Looks whether it is up.</summary>
    Probe = 2,
}

/// <param name="Key">Name of the group, for example a layer key.</param>
/// <param name="Max">Attempts of it that may run at once on this host.</param>
/// <param name="MaxMemoryMb">What they may reserve together, MiB; null for any.</param>
/// <param name="MaxHostCpuPercent">What they may reserve together, percent of this host's CPU; null for any.</param>
public sealed record AdmissionGroup(string Key, int Max, int? MaxMemoryMb = null, int? MaxHostCpuPercent = null);
