using Apex.Persistence;

namespace Apex.Layers;

/// <summary>Stored state of a layer: counters and its verdict. What is left is rebuilt by one query over its categories.</summary>
[GenerateSerializer, Alias("apex.LayerState")]
public sealed record LayerState : IDurableRecord
{
    [Id(0)] public int SchemaVersion { get; init; } = 1;

    [Id(1)] public string ExecutionId { get; init; } = "";

    [Id(2)] public string Layer { get; init; } = "";

    [Id(3)] public string PlanHash { get; init; } = "";

    [Id(4)] public StepState State { get; init; }

    [Id(5)] public Verdict Verdict { get; init; }

    [Id(6)] public DateTimeOffset? StartedAt { get; init; }

    [Id(7)] public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>End of its budget or of the execution's, whichever is first.</summary>
    [Id(8)] public DateTimeOffset? Deadline { get; init; }

    /// <summary>Tally at the end; while it runs it is counted from the categories.</summary>
    [Id(9)] public CategoryTally Tally { get; init; } = new();

    [Id(10)] public TestCounts? Counts { get; init; }

    /// <summary>Once set, nothing new starts: the verdict that the stop is to have.</summary>
    [Id(11)] public Verdict Stopping { get; init; }

    [Id(12)] public string? Reason { get; init; }

    /// <summary>How many categories in the plan's order have had their <c>category_skipped</c> event.</summary>
    [Id(13)] public int SkipsAnnounced { get; init; }

    [Id(14)] public List<OutboxEvent> Outbox { get; init; } = [];

    /// <summary>True if its own fail-fast rule set <see cref="Stopping"/>: what that stops does not decide.</summary>
    [Id(15)] public bool FailedFast { get; init; }

    /// <summary>Branch of the execution, for its turn among others; null if it has none.</summary>
    [Id(38)] public string? Branch { get; init; }
}
