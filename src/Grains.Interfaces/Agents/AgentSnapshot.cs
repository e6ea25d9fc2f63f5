namespace Apex.Agents;

/// <summary>How an agent on one silo is.</summary>
[GenerateSerializer, Immutable, Alias("apex.AgentSnapshot")]
public sealed record AgentSnapshot
{
    /// <summary>Kind, for example <c>LayerExecutionAgent</c>.</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary>Silo that hosts it.</summary>
    [Id(1)] public required string Silo { get; init; }

    /// <summary>Its state of health.</summary>
    [Id(2)] public AgentStatus Status { get; init; }

    /// <summary>Last sign of life of its loop.</summary>
    [Id(3)] public DateTimeOffset? LastHeartbeat { get; init; }

    /// <summary>Errors since the silo started.</summary>
    [Id(4)] public int ErrorCount { get; init; }

    /// <summary>The last error in one sentence.</summary>
    [Id(5)] public string? LastError { get; init; }

    /// <summary>Figures of its own.</summary>
    [Id(6)] public Dictionary<string, long> Figures { get; init; } = [];

    /// <summary>Folder in the silo's <c>extensions/</c> that it comes from; null for the five agents.</summary>
    [Id(54)] public string? Extension { get; init; }
}

/// <summary>State of health of an agent.</summary>
[GenerateSerializer, Alias("apex.AgentStatus")]
public enum AgentStatus
{
    /// <summary>Its loop has not reported yet.</summary>
    Initializing = 0,

    /// <summary>Works.</summary>
    Healthy = 1,

    /// <summary>Works in part, or had an error since its last good turn.</summary>
    Degraded = 2,

    /// <summary>No heartbeat for longer than allowed.</summary>
    Stale = 3,

    /// <summary>Does not work.</summary>
    Error = 4,

    /// <summary>Stopped on purpose.</summary>
    Stopped = 5,
}
