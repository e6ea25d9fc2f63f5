namespace Apex.Background;

/// <summary>A background task as it is shown: an execution of the background lane.</summary>
[GenerateSerializer, Immutable, Alias("apex.BackgroundTask")]
public sealed record BackgroundTask
{
    /// <summary>Id of the execution.</summary>
    [Id(0)] public required string Id { get; init; }

    /// <summary>Project name.</summary>
    [Id(1)] public required string Project { get; init; }

    /// <summary>Environment.</summary>
    [Id(2)] public required string Environment { get; init; }

    /// <summary>Branch; null outside git.</summary>
    [Id(3)] public string? Branch { get; init; }

    /// <summary>Commit; null outside git.</summary>
    [Id(4)] public string? Commit { get; init; }

    /// <summary>Layers that it runs.</summary>
    [Id(5)] public List<string> Layers { get; init; } = [];

    /// <summary>Categories that it runs, at most 100 of them.</summary>
    [Id(6)] public List<string> Categories { get; init; } = [];

    /// <summary>1 first – 5 last, as it was asked for.</summary>
    [Id(7)] public int Priority { get; init; }

    /// <summary>Place among those that wait, from 1; null once it has had its turn.</summary>
    [Id(8)] public int? Position { get; init; }

    /// <summary>Where it stands.</summary>
    [Id(9)] public BackgroundState State { get; init; }

    /// <summary>What it came to.</summary>
    [Id(10)] public Verdict Verdict { get; init; }

    /// <summary>Why it waits: one of the closed list <c>background_cap, priority, conflict, drain, agent_down</c>; null if it does not.</summary>
    [Id(11)] public string? Waiting { get; init; }

    /// <summary>Sentence for a person: why it waits, or why it was ended.</summary>
    [Id(12)] public string? Message { get; init; }

    /// <summary>When it was acknowledged.</summary>
    [Id(13)] public DateTimeOffset QueuedAt { get; init; }

    /// <summary>When it had its turn; its timeout runs from here.</summary>
    [Id(14)] public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When its verdict was decided.</summary>
    [Id(15)] public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Limit from its start to its end, milliseconds.</summary>
    [Id(16)] public long TimeoutMs { get; init; }

    /// <summary>Sum of its tests; null when no category has counts.</summary>
    [Id(17)] public TestCounts? Counts { get; init; }

    /// <summary>Labels given with it.</summary>
    [Id(18)] public Dictionary<string, string> Labels { get; init; } = [];
}
