namespace Apex.Background;

/// <summary>The place of an execution in the background lane: part of its row.</summary>
[GenerateSerializer, Immutable, Alias("apex.BackgroundTicket")]
public sealed record BackgroundTicket
{
    /// <summary>1 first – 5 last.</summary>
    [Id(0)] public int Priority { get; init; } = 3;

    /// <summary>True: it supersedes older ones that wait.</summary>
    [Id(1)] public bool Supersede { get; init; }

    /// <summary>What a newer commit must have the same of: project, branch, environment, layers and categories that were named, as one hash.</summary>
    [Id(2)] public string Selection { get; init; } = "";

    /// <summary>Layers that it runs.</summary>
    [Id(3)] public List<string> Layers { get; init; } = [];

    /// <summary>Categories that it runs, the first of many.</summary>
    [Id(4)] public List<string> Categories { get; init; } = [];

    /// <summary>Limit from its start, milliseconds.</summary>
    [Id(5)] public long TimeoutMs { get; init; }

    /// <summary>Days that its results are kept.</summary>
    [Id(6)] public int RetentionDays { get; init; } = 30;

    /// <summary>When it had its turn; null while it waits.</summary>
    [Id(7)] public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Categories of it that run once at a time in their working tree.</summary>
    [Id(8)] public List<string> Exclusive { get; init; } = [];

    /// <summary>Named locks that it takes.</summary>
    [Id(9)] public List<string> Locks { get; init; } = [];
}
