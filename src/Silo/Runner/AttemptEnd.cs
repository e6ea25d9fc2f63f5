using Apex.Categories;

namespace Apex.Runner;

/// <summary>How an attempt ended, as the runner saw it. Kept in the journal and told again until it is acknowledged.</summary>
public sealed record AttemptEnd
{
    public required AttemptId Id { get; init; }

    public required long Epoch { get; init; }

    public required EndCause Cause { get; init; }

    /// <summary>Null if it ended by a signal or never started.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Number of the signal that ended it.</summary>
    public int? Signal { get; init; }

    /// <summary>Null if it never started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    public required DateTimeOffset FinishedAt { get; init; }

    public long DurationMs { get; init; }

    public long? CpuMs { get; init; }

    /// <summary>Of the whole attempt where a limit on memory made somebody count; else of its largest process, and null for small ones.</summary>
    public int? PeakMemoryMb { get; init; }

    /// <summary>Processes that the kernel killed for want of memory.</summary>
    public int OutOfMemoryKills { get; init; }

    /// <summary>Processes and threads that its limit on their number refused.</summary>
    public int RefusedForks { get; init; }

    /// <summary>Fields of its limits that nothing on this host can enforce; null for none.</summary>
    public IReadOnlyList<string>? NotEnforced { get; init; }

    public long LogBytes { get; init; }

    public long LogBytesDropped { get; init; }

    /// <summary>Processes that had to be killed after the command's own end.</summary>
    public int Leftovers { get; init; }

    /// <summary>True if it was proven that nothing is left.</summary>
    public bool EmptinessProven { get; init; }

    /// <summary>Sentence for a person: spawn error with path, which limit, who stopped it.</summary>
    public string? Reason { get; init; }
}

public enum EndCause
{
    /// <summary>By itself: exit code or a signal that the runner did not send.</summary>
    Exited = 0,

    /// <summary>It could not be started as configured: program or folder missing, not executable.</summary>
    CannotStart = 1,

    /// <summary>Wall-clock limit, or its budget was used up before it started.</summary>
    Timeout = 2,

    /// <summary>No output for too long.</summary>
    Hang = 3,

    /// <summary>Stopped on request.</summary>
    Stopped = 4,

    /// <summary>The runner lost it: an earlier runner's attempt, a full disk, an internal error.</summary>
    Lost = 5,

    /// <summary>More memory than its limit.</summary>
    OverMemory = 6,

    /// <summary>More processes than its limit, where the kernel does not refuse them.</summary>
    OverProcesses = 7,
}
