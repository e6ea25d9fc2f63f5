namespace Apex.Agents;

/// <summary>A region as its controller sees it.</summary>
[GenerateSerializer, Immutable, Alias("apex.RegionSnapshot")]
public sealed record RegionSnapshot
{
    /// <summary>Region.</summary>
    [Id(0)] public required string Region { get; init; }

    /// <summary>True: no execution begins, what runs goes on.</summary>
    [Id(1)] public bool Draining { get; init; }

    /// <summary>Why it drains, as whoever ordered it said.</summary>
    [Id(2)] public string? DrainReason { get; init; }

    /// <summary>Since when it drains.</summary>
    [Id(3)] public DateTimeOffset? DrainingSince { get; init; }

    /// <summary>Silos that are members, with their state.</summary>
    [Id(4)] public List<SiloSnapshot> Silos { get; init; } = [];

    /// <summary>Agents of all silos.</summary>
    [Id(5)] public List<AgentSnapshot> Agents { get; init; } = [];

    /// <summary>Kinds of agents, of five, that must work before an execution begins.</summary>
    [Id(6)] public int MinimumRequiredAgents { get; init; }

    /// <summary>What the region does not do now, a sentence for each duty; empty if all is done.</summary>
    [Id(7)] public List<string> Missing { get; init; } = [];

    /// <summary>Why no execution may begin now; null if one may.</summary>
    [Id(8)] public string? WhyNoStart { get; init; }

    /// <summary>Alerts about agents.</summary>
    [Id(9)] public List<Alert> Alerts { get; init; } = [];
}

/// <summary>A silo of the region.</summary>
[GenerateSerializer, Immutable, Alias("apex.SiloSnapshot")]
public sealed record SiloSnapshot
{
    /// <summary>Address, as agents name it.</summary>
    [Id(0)] public required string Silo { get; init; }

    /// <summary>State of its membership, for example <c>active</c>.</summary>
    [Id(1)] public required string Status { get; init; }
}

/// <summary>Something that wants a person's attention, active until it is resolved.</summary>
[GenerateSerializer, Immutable, Alias("apex.Alert")]
public sealed record Alert
{
    /// <summary>Stable code: <c>execution_failed, execution_overtime, failure_rate, agent_down</c>.</summary>
    [Id(0)] public required string Code { get; init; }

    /// <summary>How urgent it is.</summary>
    [Id(1)] public required AlertSeverity Severity { get; init; }

    /// <summary>Sentence for a person.</summary>
    [Id(2)] public required string Message { get; init; }

    /// <summary>Since when; null if that is not known.</summary>
    [Id(3)] public DateTimeOffset? Since { get; init; }

    /// <summary>Execution that it is about; null for none.</summary>
    [Id(4)] public string? Execution { get; init; }

    /// <summary>Agent that it is about; null for none.</summary>
    [Id(5)] public string? Agent { get; init; }
}

/// <summary>How urgent an alert is.</summary>
[GenerateSerializer, Alias("apex.AlertSeverity")]
public enum AlertSeverity
{
    /// <summary>Look at it today.</summary>
    Medium = 0,

    /// <summary>Look at it soon.</summary>
    High = 1,

    /// <summary>Look at it now.</summary>
    Critical = 2,
}
