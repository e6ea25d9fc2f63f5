using Apex.Persistence;

namespace Apex.Services;

/// <summary>Stored state of a pool of services.</summary>
[GenerateSerializer, Alias("apex.ServicePoolState")]
public sealed record ServicePoolState : IDurableRecord
{
    [Id(0)] public int SchemaVersion { get; init; } = 1;

    /// <summary>Belongs to no execution: each one tells its own watchers.</summary>
    [Id(1)] public string ExecutionId { get; init; } = "";

    [Id(2)] public List<OutboxEvent> Outbox { get; init; } = [];

    /// <summary>Services that are wanted, or not stopped yet; each behind those that it depends on.</summary>
    [Id(3)] public List<ServiceEntry> Services { get; init; } = [];

    [Id(4)] public List<ServiceUser> Users { get; init; } = [];

    /// <summary>Highest number ever given to a start: the runner's journal knows them for a day.</summary>
    [Id(5)] public int LastNumber { get; init; }

    /// <summary>Services that were stopped for an execution, until it has heard of it.</summary>
    [Id(6)] public List<ServiceStop> Stops { get; init; } = [];
}

/// <summary>One service of a pool.</summary>
[GenerateSerializer, Immutable, Alias("apex.ServiceEntry")]
public sealed record ServiceEntry
{
    /// <summary>Id and a hash of its configuration.</summary>
    [Id(0)] public required string Key { get; init; }

    [Id(1)] public required string Name { get; init; }

    [Id(2)] public ServicePhase Phase { get; init; }

    /// <summary>Number of its start; 0 before.</summary>
    [Id(3)] public int Number { get; init; }

    [Id(4)] public required string PlanHash { get; init; }

    /// <summary>Execution whose environment its start gets.</summary>
    [Id(5)] public required string Execution { get; init; }

    /// <summary>Keys of the services that must be up before it.</summary>
    [Id(6)] public List<string> DependsOn { get; init; } = [];

    [Id(7)] public bool Started { get; init; }

    [Id(8)] public string? Reason { get; init; }

    /// <summary>Starts that were lost with their runner, one after the other.</summary>
    [Id(9)] public int Losses { get; init; }

    /// <summary>Execution whose release stops it.</summary>
    [Id(10)] public string? StoppedFor { get; init; }

    /// <summary>Lines shown when it is down.</summary>
    [Id(11)] public List<string> Remedy { get; init; } = [];
}

/// <summary>An execution and the services that it uses.</summary>
[GenerateSerializer, Immutable, Alias("apex.ServiceUser")]
public sealed record ServiceUser
{
    [Id(0)] public required string Execution { get; init; }

    /// <summary>Keys.</summary>
    [Id(1)] public required List<string> Services { get; init; }
}

/// <summary>A service that was stopped when an execution ended.</summary>
[GenerateSerializer, Immutable, Alias("apex.ServiceStop")]
public sealed record ServiceStop
{
    [Id(0)] public required string Execution { get; init; }

    [Id(1)] public required string Name { get; init; }
}
