using Apex.Persistence;

namespace Apex.Agents;

/// <summary>Stored state of a region's controller: all else is asked of the agents.</summary>
[GenerateSerializer, Alias("apex.ControllerState")]
public sealed record ControllerState : IDurableRecord
{
    [Id(0)] public int SchemaVersion { get; init; } = 1;

    /// <summary>True: no execution begins.</summary>
    [Id(1)] public bool Drain { get; init; }

    /// <summary>Belongs to no execution.</summary>
    [Id(2)] public string ExecutionId { get; init; } = "";

    [Id(3)] public List<OutboxEvent> Outbox { get; init; } = [];

    [Id(34)] public string? DrainReason { get; init; }

    [Id(35)] public DateTimeOffset? DrainSince { get; init; }
}
