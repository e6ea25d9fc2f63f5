using Apex.Categories;

namespace Apex.Layers;

/// <summary>A layer as it is shown.</summary>
[GenerateSerializer, Immutable, Alias("apex.LayerSnapshot")]
public sealed record LayerSnapshot
{
    /// <summary>Layer id.</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary>True if it does not gate the execution.</summary>
    [Id(1)] public bool Background { get; init; }

    /// <summary>Where it stands.</summary>
    [Id(2)] public StepState State { get; init; }

    /// <summary>What it came to.</summary>
    [Id(3)] public Verdict Verdict { get; init; }

    /// <summary>When its first category was asked for.</summary>
    [Id(4)] public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When its verdict was written.</summary>
    [Id(5)] public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Sum of its categories' test counts; null when none has any.</summary>
    [Id(6)] public TestCounts? Counts { get; init; }

    /// <summary>How many categories it has, and how many ended with which verdict.</summary>
    [Id(7)] public CategoryTally Tally { get; init; } = new();

    /// <summary>Its categories in the plan's order; at most one page of them (see <see cref="Executions.ExecutionQuery"/>).</summary>
    [Id(8)] public List<CategorySnapshot> Categories { get; init; } = [];

    /// <summary>Why it was skipped or stopped.</summary>
    [Id(9)] public string? Reason { get; init; }

    /// <summary>Once set, nothing new starts in it: the verdict that it will have when what runs has ended.</summary>
    [Id(10)] public Verdict Stopping { get; init; }

    /// <summary>Version of the services that it last heard of; 0 for none.</summary>
    [Id(46)] public int ServicesVersion { get; init; }

    /// <summary>Categories that could start but for a service that is not up; the first hundred.</summary>
    [Id(47)] public List<string> WaitingForService { get; init; } = [];
}

/// <summary>Numbers of categories of a layer.</summary>
[GenerateSerializer, Immutable, Alias("apex.CategoryTally")]
public sealed record CategoryTally
{
    /// <summary>All categories of the layer.</summary>
    [Id(0)] public int Total { get; init; }

    /// <summary>Categories that have not ended.</summary>
    [Id(1)] public int Open { get; init; }

    /// <summary>Ended <see cref="Verdict.Passed"/>.</summary>
    [Id(2)] public int Passed { get; init; }

    /// <summary>Ended <see cref="Verdict.Failed"/>.</summary>
    [Id(3)] public int Failed { get; init; }

    /// <summary>Ended <see cref="Verdict.Error"/>.</summary>
    [Id(4)] public int Error { get; init; }

    /// <summary>Ended <see cref="Verdict.TimedOut"/>.</summary>
    [Id(5)] public int TimedOut { get; init; }

    /// <summary>Ended <see cref="Verdict.Cancelled"/>.</summary>
    [Id(6)] public int Cancelled { get; init; }

    /// <summary>Ended <see cref="Verdict.NoTests"/>.</summary>
    [Id(7)] public int NoTests { get; init; }

    /// <summary>Never run.</summary>
    [Id(8)] public int Skipped { get; init; }
}
