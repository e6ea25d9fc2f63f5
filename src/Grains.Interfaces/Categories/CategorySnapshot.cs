namespace Apex.Categories;

/// <summary>A category as it is shown.</summary>
[GenerateSerializer, Immutable, Alias("apex.CategorySnapshot")]
public sealed record CategorySnapshot
{
    /// <summary>Name, unique in the configuration.</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary>Where it stands.</summary>
    [Id(1)] public StepState State { get; init; }

    /// <summary>What it came to.</summary>
    [Id(2)] public Verdict Verdict { get; init; }

    /// <summary>Start of its first attempt.</summary>
    [Id(3)] public DateTimeOffset? StartedAt { get; init; }

    /// <summary>End of its last attempt.</summary>
    [Id(4)] public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Counts of its last attempt; null without a report.</summary>
    [Id(5)] public TestCounts? Counts { get; init; }

    /// <summary>Its attempts in order.</summary>
    [Id(6)] public List<AttemptSnapshot> Attempts { get; init; } = [];

    /// <summary>Why it was skipped, or what its last attempt's reason was.</summary>
    [Id(7)] public string? Reason { get; init; }
}
