using Apex.Persistence;

namespace Apex.Categories;

/// <summary>Stored state of a category. Bounded: attempts are at most 15, late results at most 5.</summary>
[GenerateSerializer, Alias("apex.CategoryState")]
public sealed record CategoryState : IDurableRecord
{
    [Id(0)] public int SchemaVersion { get; init; } = 1;

    [Id(1)] public string ExecutionId { get; init; } = "";

    [Id(2)] public string Layer { get; init; } = "";

    [Id(3)] public string Category { get; init; } = "";

    [Id(4)] public string PlanHash { get; init; } = "";

    [Id(5)] public StepState State { get; init; }

    [Id(6)] public Verdict Verdict { get; init; }

    [Id(7)] public List<AttemptSnapshot> Attempts { get; init; } = [];

    [Id(8)] public List<AttemptReport> LateResults { get; init; } = [];

    [Id(9)] public RetryRule Retry { get; init; } = new();

    /// <summary>Highest term of ownership granted so far, over all attempts.</summary>
    [Id(10)] public long Epoch { get; init; }

    /// <summary>Why it was cancelled or skipped; null if it was not.</summary>
    [Id(11)] public string? Reason { get; init; }

    /// <summary>True once a cancel was recorded: nothing is placed any more.</summary>
    [Id(12)] public bool CancelRequested { get; init; }

    [Id(13)] public List<OutboxEvent> Outbox { get; init; } = [];

    /// <summary>Highest attempt number ever given. A withdrawn attempt leaves <see cref="Attempts"/>, its number never comes back: a host's journal knows it by that number.</summary>
    [Id(14)] public int LastAttempt { get; init; }

    /// <summary>When the next attempt may be placed; null if none is to wait.</summary>
    [Id(15)] public DateTimeOffset? RetryAt { get; init; }

    /// <summary>What it reserves beyond what every category does; null for nothing.</summary>
    [Id(38)] public ResourceClaim? Claim { get; init; }
}
