namespace Apex.Executions;

/// <summary>Lists executions of a region from its read model. Nothing decides from it. Key: region.</summary>
[Alias("apex.IExecutionDirectoryGrain")]
public interface IExecutionDirectoryGrain : IGrainWithStringKey
{
    /// <summary>Executions, newest first.</summary>
    [Alias("List")]
    Task<List<ExecutionListItem>> ListAsync(ExecutionListQuery query);

    /// <summary>All executions of the region at one moment: how many, those that live with their progress, those that ended last, and what is alarming.</summary>
    [Alias("Overview")]
    Task<ExecutionOverview> OverviewAsync();
}

/// <summary>Which executions to list.</summary>
[GenerateSerializer, Immutable, Alias("apex.ExecutionListQuery")]
public sealed record ExecutionListQuery
{
    /// <summary>At most this many, 1–1 000.</summary>
    [Id(0)] public int Limit { get; init; } = 20;

    /// <summary>Only those of this project; null for all.</summary>
    [Id(1)] public string? Project { get; init; }

    /// <summary>Only those that have not completed.</summary>
    [Id(2)] public bool LiveOnly { get; init; }

    /// <summary>Only those created before; null for now.</summary>
    [Id(3)] public DateTimeOffset? Before { get; init; }
}

/// <summary>One line of the list.</summary>
[GenerateSerializer, Immutable, Alias("apex.ExecutionListItem")]
public sealed record ExecutionListItem
{
    /// <summary>Execution id.</summary>
    [Id(0)] public required string Id { get; init; }

    /// <summary>Project name.</summary>
    [Id(1)] public required string Project { get; init; }

    /// <summary>Mode id.</summary>
    [Id(2)] public required string Mode { get; init; }

    /// <summary>Environment.</summary>
    [Id(3)] public required string Environment { get; init; }

    /// <summary>Branch; null outside git.</summary>
    [Id(4)] public string? Branch { get; init; }

    /// <summary>Commit; null outside git.</summary>
    [Id(5)] public string? Commit { get; init; }

    /// <summary>Where it stands.</summary>
    [Id(6)] public ExecutionState State { get; init; }

    /// <summary>What it came to.</summary>
    [Id(7)] public Verdict Verdict { get; init; }

    /// <summary>When it was acknowledged.</summary>
    [Id(8)] public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the gate's verdict was decided.</summary>
    [Id(9)] public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>When its first layer began.</summary>
    [Id(10)] public DateTimeOffset? StartedAt { get; init; }

    /// <summary>How far it is; only in an overview, and null there if the execution did not answer in time.</summary>
    [Id(34)] public ExecutionProgress? Progress { get; init; }
}
