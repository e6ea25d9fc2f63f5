namespace Apex.Background;

/// <summary>The background lane of a region.</summary>
[GenerateSerializer, Immutable, Alias("apex.BackgroundSnapshot")]
public sealed record BackgroundSnapshot
{
    /// <summary>Tasks that may run at once in the region.</summary>
    [Id(0)] public required int MaxConcurrent { get; init; }

    /// <summary>Tasks that have had their turn and have not ended.</summary>
    [Id(1)] public int Running { get; init; }

    /// <summary>Tasks that wait.</summary>
    [Id(2)] public int Queued { get; init; }

    /// <summary>The tasks that were asked for: those that run, those that wait in their order, those that ended, newest first.</summary>
    [Id(3)] public List<BackgroundTask> Tasks { get; init; } = [];
}

/// <summary>Which tasks to list.</summary>
[GenerateSerializer, Immutable, Alias("apex.BackgroundQuery")]
public sealed record BackgroundQuery
{
    /// <summary>At most this many, 1–1 000.</summary>
    [Id(0)] public int Limit { get; init; } = 20;

    /// <summary>Only those in this state; null for all.</summary>
    [Id(1)] public BackgroundState? State { get; init; }

    /// <summary>Only those that run this category; null for all.</summary>
    [Id(2)] public string? Category { get; init; }

    /// <summary>Only those that ended since, or that have not ended and were queued since; null for all.</summary>
    [Id(3)] public DateTimeOffset? Since { get; init; }

    /// <summary>Only those that have not ended.</summary>
    [Id(4)] public bool LiveOnly { get; init; }
}
