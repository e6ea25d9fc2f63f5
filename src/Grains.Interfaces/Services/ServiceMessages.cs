namespace Apex.Services;

/// <summary>What is to become of the services of a pool.</summary>
[GenerateSerializer, Immutable, Alias("apex.KeepServicesRequest")]
public sealed record KeepServicesRequest
{
    /// <summary>Key of the pool.</summary>
    [Id(0)] public required string Pool { get; init; }

    /// <summary>One entry a service.</summary>
    [Id(1)] public required List<ServiceOrder> Orders { get; init; }
}

/// <summary>What is to become of a service.</summary>
[GenerateSerializer, Immutable, Alias("apex.ServiceOrder")]
public sealed record ServiceOrder
{
    /// <summary>Service and configuration, unique in its pool.</summary>
    [Id(0)] public required string Key { get; init; }

    /// <summary>Number of this start; the same is never started twice.</summary>
    [Id(1)] public required int Number { get; init; }

    /// <summary>Id of the service.</summary>
    [Id(2)] public required string Name { get; init; }

    /// <summary>Plan in which it is described.</summary>
    [Id(3)] public required string PlanHash { get; init; }

    /// <summary>Execution whose environment its start gets.</summary>
    [Id(4)] public required string Execution { get; init; }

    /// <summary>True: see to it that it is up. False: stop it if it was started.</summary>
    [Id(5)] public required bool Up { get; init; }
}

/// <summary>What a host sees of a service.</summary>
[GenerateSerializer, Immutable, Alias("apex.ServiceReport")]
public sealed record ServiceReport
{
    /// <summary>Service and configuration, from the order.</summary>
    [Id(0)] public required string Key { get; init; }

    /// <summary>Number of the start, from the order.</summary>
    [Id(1)] public required int Number { get; init; }

    /// <summary><see cref="ServicePhase.Starting"/> (it was lost with its runner, and wants a new number), <see cref="ServicePhase.Healthy"/>, <see cref="ServicePhase.Failed"/>, <see cref="ServicePhase.Unhealthy"/> or <see cref="ServicePhase.Stopped"/>.</summary>
    [Id(2)] public required ServicePhase Phase { get; init; }

    /// <summary>True if Apex started it.</summary>
    [Id(3)] public bool Started { get; init; }

    /// <summary>What is wrong.</summary>
    [Id(4)] public string? Reason { get; init; }
}
