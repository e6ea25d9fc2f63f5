using Apex.Layers;
using Apex.Persistence;
using Apex.Services;

namespace Apex.Executions;

/// <summary>Stored state of an execution (its row; <see cref="ExecutionState"/> is where it stands).</summary>
/// <remarks>Storage keeps the read model from this row's JSON: project, mode, environment, branch, commit, state, verdict and the times are a contract with it.</remarks>
[GenerateSerializer, Alias("apex.ExecutionRecord")]
public sealed record ExecutionRecord : IDurableRecord
{
    [Id(0)] public int SchemaVersion { get; init; } = 1;

    [Id(1)] public string ExecutionId { get; init; } = "";

    /// <summary>SHA-256 of the start request without the caller's environment.</summary>
    [Id(2)] public string RequestHash { get; init; } = "";

    [Id(3)] public string PlanHash { get; init; } = "";

    [Id(4)] public string Project { get; init; } = "";

    [Id(5)] public string ProjectFolder { get; init; } = "";

    [Id(6)] public string Region { get; init; } = "";

    [Id(7)] public string Mode { get; init; } = "";

    [Id(8)] public string Environment { get; init; } = "";

    [Id(9)] public string? Commit { get; init; }

    [Id(10)] public string? Branch { get; init; }

    [Id(11)] public bool? Dirty { get; init; }

    [Id(12)] public Dictionary<string, string> Labels { get; init; } = [];

    [Id(13)] public string? ThreadId { get; init; }

    [Id(14)] public ExecutionState State { get; init; }

    [Id(15)] public Verdict Verdict { get; init; }

    [Id(16)] public DateTimeOffset CreatedAt { get; init; }

    [Id(17)] public DateTimeOffset? StartedAt { get; init; }

    [Id(18)] public DateTimeOffset? FinishedAt { get; init; }

    [Id(19)] public DateTimeOffset Deadline { get; init; }

    /// <summary>One entry a layer of the plan, in its order.</summary>
    [Id(20)] public List<LayerOutcome> Layers { get; init; } = [];

    [Id(21)] public TestCounts? Counts { get; init; }

    [Id(22)] public List<Warning> Warnings { get; init; } = [];

    /// <summary>Once set, no layer begins any more: the verdict that the stop is to have.</summary>
    [Id(23)] public Verdict Stopping { get; init; }

    [Id(24)] public string? Reason { get; init; }

    /// <summary>Names of the caller's variables and a hash over their values: enough to see a difference, not to see a secret.</summary>
    [Id(25)] public string? CallerHash { get; init; }

    [Id(26)] public List<OutboxEvent> Outbox { get; init; } = [];

    /// <summary>When the next phase may begin; null if nothing waits for the pause between phases.</summary>
    [Id(27)] public DateTimeOffset? NextPhaseAt { get; init; }

    /// <summary>True if a layer's fail-fast rule set <see cref="Stopping"/>: what that stops does not decide.</summary>
    [Id(28)] public bool FailedFast { get; init; }

    /// <summary>Execution whose failures this one runs again.</summary>
    [Id(29)] public string? Parent { get; init; }

    [Id(30)] public string? ConfigurationPath { get; init; }

    /// <summary>Since when the alert stands that it takes longer than was to be expected.</summary>
    [Id(34)] public DateTimeOffset? OvertimeSince { get; init; }

    /// <summary>Its place in the background lane; null for an execution that begins at once.</summary>
    [Id(42)] public Background.BackgroundTicket? Background { get; init; }

    /// <summary>Services that its layers asked for, as they were last seen.</summary>
    [Id(46)] public List<ServiceFact> Services { get; init; } = [];

    /// <summary>Grows with each change of <see cref="Services"/>.</summary>
    [Id(47)] public int ServicesVersion { get; init; }
}

/// <summary>What the execution knows of a layer.</summary>
[GenerateSerializer, Immutable, Alias("apex.LayerOutcome")]
public sealed record LayerOutcome
{
    [Id(0)] public required string Layer { get; init; }

    [Id(1)] public StepState State { get; init; }

    [Id(2)] public Verdict Verdict { get; init; }

    [Id(3)] public string? Reason { get; init; }
}
