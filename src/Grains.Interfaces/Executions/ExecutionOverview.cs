namespace Apex.Executions;

/// <summary>All executions of a region. Numbers and lists come from one read: no execution is in two of them, or in none.</summary>
[GenerateSerializer, Immutable, Alias("apex.ExecutionOverview")]
public sealed record ExecutionOverview
{
    /// <summary>Acknowledged, and no layer has begun.</summary>
    [Id(0)] public int Queued { get; init; }

    /// <summary>Begun, and not completed.</summary>
    [Id(1)] public int Running { get; init; }

    /// <summary>Completed.</summary>
    [Id(2)] public int Done { get; init; }

    /// <summary>Those that have not completed, newest first, at most 1 000; progress for the newest of them.</summary>
    [Id(3)] public List<ExecutionListItem> Live { get; init; } = [];

    /// <summary>Completed ones, newest first, at most 20.</summary>
    [Id(4)] public List<ExecutionListItem> Recent { get; init; } = [];

    /// <summary>Alerts about executions.</summary>
    [Id(5)] public List<Agents.Alert> Alerts { get; init; } = [];
}

/// <summary>How far an execution is.</summary>
[GenerateSerializer, Immutable, Alias("apex.ExecutionProgress")]
public sealed record ExecutionProgress
{
    /// <summary>Categories that ended, or were skipped.</summary>
    [Id(0)] public int Done { get; init; }

    /// <summary>All categories of the plan.</summary>
    [Id(1)] public int Total { get; init; }

    /// <summary>Layers that run now.</summary>
    [Id(2)] public List<string> Layers { get; init; } = [];
}
