using Apex.Layers;

namespace Apex.Executions;

/// <summary>An execution as it is shown: the source of <c>apex status ID -o json</c> and of the HTTP answer.</summary>
[GenerateSerializer, Immutable, Alias("apex.ExecutionSnapshot")]
public sealed record ExecutionSnapshot
{
    /// <summary>Execution id.</summary>
    [Id(0)] public required string Id { get; init; }

    /// <summary>Project name.</summary>
    [Id(1)] public required string Project { get; init; }

    /// <summary>Region whose silos run it.</summary>
    [Id(2)] public required string Region { get; init; }

    /// <summary>Mode id.</summary>
    [Id(3)] public required string Mode { get; init; }

    /// <summary>Environment: <c>test, dev, staging, prod</c>.</summary>
    [Id(4)] public required string Environment { get; init; }

    /// <summary>Commit of the working tree; null outside git.</summary>
    [Id(5)] public string? Commit { get; init; }

    /// <summary>Branch; null outside git or detached.</summary>
    [Id(6)] public string? Branch { get; init; }

    /// <summary>True if the working tree differed from the commit.</summary>
    [Id(7)] public bool? Dirty { get; init; }

    /// <summary>Labels given at the start.</summary>
    [Id(8)] public Dictionary<string, string> Labels { get; init; } = [];

    /// <summary>Topic that also carries the events.</summary>
    [Id(9)] public string? ThreadId { get; init; }

    /// <summary>SHA-256 of the frozen plan.</summary>
    [Id(10)] public required string PlanHash { get; init; }

    /// <summary>Where it stands.</summary>
    [Id(11)] public ExecutionState State { get; init; }

    /// <summary>What its gate came to.</summary>
    [Id(12)] public Verdict Verdict { get; init; }

    /// <summary>When it was acknowledged.</summary>
    [Id(13)] public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its first layer began.</summary>
    [Id(14)] public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When the gate's verdict was decided.</summary>
    [Id(15)] public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Sum over gating layers; null when no category has counts.</summary>
    [Id(16)] public TestCounts? Counts { get; init; }

    /// <summary>Layers in the plan's order, gating and background.</summary>
    [Id(17)] public List<LayerSnapshot> Layers { get; init; } = [];

    /// <summary>Warnings of the plan and of the run.</summary>
    [Id(18)] public List<Warning> Warnings { get; init; } = [];

    /// <summary>Project folder on the host.</summary>
    [Id(19)] public string ProjectFolder { get; init; } = "";

    /// <summary>Cursor of the next page of categories (<see cref="ExecutionQuery.After"/>); null on the last page.</summary>
    [Id(20)] public string? NextPage { get; init; }

    /// <summary>Reason given with a cancel, or why the execution ended early.</summary>
    [Id(21)] public string? Reason { get; init; }

    /// <summary>Execution whose failures this one runs again; null for none.</summary>
    [Id(22)] public string? Parent { get; init; }

    /// <summary>Absolute path of the configuration that it was started with; null if it is not known.</summary>
    [Id(23)] public string? ConfigurationPath { get; init; }

    /// <summary>Since when it is longer than estimated by more than is usual; null if it is not, or is over.</summary>
    [Id(34)] public DateTimeOffset? OvertimeSince { get; init; }

    /// <summary>Services that its layers have asked for so far, as they were last seen.</summary>
    [Id(46)] public List<Services.ServiceFact> Services { get; init; } = [];
}

/// <summary>A warning that belongs to an execution.</summary>
[GenerateSerializer, Immutable, Alias("apex.Warning")]
public sealed record Warning
{
    /// <summary>Stable code, for example <c>not_enforced_yet</c>.</summary>
    [Id(0)] public required string Code { get; init; }

    /// <summary>Sentence for a person.</summary>
    [Id(1)] public required string Message { get; init; }
}

/// <summary>Which part of an execution to show.</summary>
[GenerateSerializer, Immutable, Alias("apex.ExecutionQuery")]
public sealed record ExecutionQuery
{
    /// <summary>False leaves out categories: layers with their tallies only.</summary>
    [Id(0)] public bool Categories { get; init; } = true;

    /// <summary>Cursor from <see cref="ExecutionSnapshot.NextPage"/>; null for the first page.</summary>
    [Id(1)] public string? After { get; init; }

    /// <summary>Categories a page, 1–1 000.</summary>
    [Id(2)] public int Limit { get; init; } = 1000;
}
