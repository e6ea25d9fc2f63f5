namespace Apex.Categories;

/// <summary>What a host says of an attempt that has ended. Sent again until it is acknowledged; equal digests are one report.</summary>
[GenerateSerializer, Immutable, Alias("apex.AttemptReport")]
public sealed record AttemptReport
{
    /// <summary>Which attempt.</summary>
    [Id(0)] public required AttemptId Id { get; init; }

    /// <summary>Term of ownership under which the host reports. Anything below the highest that the category granted is refused.</summary>
    [Id(1)] public required long Epoch { get; init; }

    /// <summary>SHA-256 over the outcome, hexadecimal: makes a repeated report recognisable.</summary>
    [Id(2)] public required string Digest { get; init; }

    /// <summary>Host that ran it.</summary>
    [Id(3)] public required string Host { get; init; }

    /// <summary>Verdict by exit code, report and limits.</summary>
    [Id(4)] public required Verdict Verdict { get; init; }

    /// <summary>Why it did not pass.</summary>
    [Id(5)] public FailureClass Class { get; init; }

    /// <summary>Exit code; null if it ended by a signal or never started.</summary>
    [Id(6)] public int? ExitCode { get; init; }

    /// <summary>Name of the signal that ended it, for example <c>SIGKILL</c>.</summary>
    [Id(7)] public string? Signal { get; init; }

    /// <summary>When the command was started; null if it never was.</summary>
    [Id(8)] public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When its end was seen.</summary>
    [Id(9)] public required DateTimeOffset FinishedAt { get; init; }

    /// <summary>Milliseconds from start to end, by a monotonic clock.</summary>
    [Id(10)] public long DurationMs { get; init; }

    /// <summary>User and system time of the command and its waited-for children, milliseconds.</summary>
    [Id(11)] public long? CpuMs { get; init; }

    /// <summary>Highest memory use, MiB: of all processes together under a limit on memory, else of the largest. Null where it cannot be measured.</summary>
    [Id(12)] public int? PeakMemoryMb { get; init; }

    /// <summary>Bytes that the command printed, before any cut.</summary>
    [Id(13)] public long LogBytes { get; init; }

    /// <summary>Bytes that were cut from the middle of the log.</summary>
    [Id(14)] public long LogBytesDropped { get; init; }

    /// <summary>Processes that were still there after the command's own end and had to be killed.</summary>
    [Id(15)] public int LeftoverProcesses { get; init; }

    /// <summary>True if it was proven by looking that nothing of the attempt is left.</summary>
    [Id(16)] public bool EmptinessProven { get; init; } = true;

    /// <summary>Counts from its reports; null without a report format.</summary>
    [Id(17)] public TestCounts? Counts { get; init; }

    /// <summary>First failures, at most 20.</summary>
    [Id(18)] public List<TestFailure> Failures { get; init; } = [];

    /// <summary>Report files that were read, relative to the attempt's folder or the project folder.</summary>
    [Id(19)] public List<string> Reports { get; init; } = [];

    /// <summary>One sentence for a person: what went wrong and what to do. Null when it passed.</summary>
    [Id(20)] public string? Reason { get; init; }

    /// <summary>What a reader of the run should know although it does not change the verdict.</summary>
    [Id(30)] public List<Executions.Warning> Warnings { get; init; } = [];

    /// <summary>Files that were kept with it; null if there is none.</summary>
    [Id(46)] public KeptArtifacts? Artifacts { get; init; }

    /// <summary>Tests to tell as events, at most <see cref="Results.TestEnd.MostTold"/>; null without a report. Not kept in the record: reports are.</summary>
    [Id(54)] public List<Results.TestEnd>? Tests { get; init; }
}

/// <summary>Files that an attempt wrote and that were kept with it.</summary>
[GenerateSerializer, Immutable, Alias("apex.KeptArtifacts")]
public sealed record KeptArtifacts
{
    /// <summary>Absolute folder, on the host, that they are in.</summary>
    [Id(0)] public required string Folder { get; init; }

    /// <summary>Their names in it; the first ones, if they are many.</summary>
    [Id(1)] public List<string> Files { get; init; } = [];

    /// <summary>Files that were to be kept and were not: too many, too large, or not readable.</summary>
    [Id(2)] public int Dropped { get; init; }

    /// <summary>Absolute paths of those that are named.</summary>
    public IEnumerable<string> Paths() => Files.Select(name => Path.Combine(Folder, name));
}
