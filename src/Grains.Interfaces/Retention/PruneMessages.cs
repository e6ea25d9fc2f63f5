namespace Apex.Retention;

/// <summary>What to remove now; what is null is as the silo's settings say.</summary>
[GenerateSerializer, Immutable, Alias("apex.PruneRequest")]
public sealed record PruneRequest
{
    /// <summary>Age at which an execution is removed, background tasks too.</summary>
    [Id(0)] public TimeSpan? OlderThan { get; init; }

    /// <summary>Ended executions that are kept, background tasks not counted.</summary>
    [Id(1)] public int? Keep { get; init; }

    /// <summary>Age at which the logs, results and artifacts of an execution are removed.</summary>
    [Id(2)] public TimeSpan? LogsOlderThan { get; init; }

    /// <summary>True: nothing is removed, the answer says what would be.</summary>
    [Id(3)] public bool DryRun { get; init; }
}

/// <summary>What became of executions.</summary>
[GenerateSerializer, Immutable, Alias("apex.PruneExecutionsReply")]
public sealed record PruneExecutionsReply
{
    /// <summary>Executions that were removed; in a dry run, all that would be.</summary>
    [Id(0)] public int Executions { get; init; }

    /// <summary>Their logs, results and artifacts; in a dry run nothing: <see cref="IRetentionGrain.PruneLogsAsync"/> tells of them.</summary>
    [Id(1)] public PruneLogsReply Logs { get; init; } = new();

    /// <summary>True if there may be more: call again.</summary>
    [Id(2)] public bool More { get; init; }
}

/// <summary>What became of logs, results and artifacts.</summary>
[GenerateSerializer, Immutable, Alias("apex.PruneLogsReply")]
public sealed record PruneLogsReply
{
    /// <summary>Executions and pools of services whose files were removed.</summary>
    [Id(0)] public int Executions { get; init; }

    /// <summary>Bytes of those files.</summary>
    [Id(1)] public long Bytes { get; init; }

    /// <summary>Why some could not be removed, executions too, a sentence each; empty if all could.</summary>
    [Id(2)] public List<string> Problems { get; init; } = [];

    /// <summary>Both together.</summary>
    public PruneLogsReply Plus(PruneLogsReply other) => new()
    {
        Executions = Executions + other.Executions,
        Bytes = Bytes + other.Bytes,
        Problems = [.. Problems, .. other.Problems],
    };
}

/// <summary>What one host is to remove of its logs, results and artifacts.</summary>
[GenerateSerializer, Immutable, Alias("apex.PruneHostRequest")]
public sealed record PruneHostRequest
{
    /// <summary>Executions that were removed, or in a dry run would be: their files go at any age.</summary>
    [Id(0)] public List<string> Executions { get; init; } = [];

    /// <summary>How long the files of all others are kept; null: they are not looked at.</summary>
    [Id(1)] public RetentionRule? Rule { get; init; }

    /// <summary>True: nothing is removed, the answer says what would be.</summary>
    [Id(2)] public bool DryRun { get; init; }
}
