namespace Apex.Services;

/// <summary>A service as it is shown.</summary>
[GenerateSerializer, Immutable, Alias("apex.ServiceFact")]
public sealed record ServiceFact
{
    /// <summary>Id of the service.</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary>Where it stands.</summary>
    [Id(1)] public ServicePhase Phase { get; init; }

    /// <summary>Host that it runs on.</summary>
    [Id(2)] public string Host { get; init; } = "";

    /// <summary>True if Apex started it, and so stops it.</summary>
    [Id(3)] public bool Started { get; init; }

    /// <summary>Why it is not up, and its remedy lines; null while nothing is wrong.</summary>
    [Id(4)] public string? Reason { get; init; }

    /// <summary>Its last start, under which the host keeps what it printed; null if Apex started none.</summary>
    [Id(5)] public Categories.AttemptId? Log { get; init; }
}

/// <summary>Where a service stands.</summary>
[GenerateSerializer, Alias("apex.ServicePhase")]
public enum ServicePhase
{
    /// <summary>Waits for a service that it depends on.</summary>
    Waiting = 0,

    /// <summary>Is looked for, and started if it is not there.</summary>
    Starting = 1,

    /// <summary>Answers its probe.</summary>
    Healthy = 2,

    /// <summary>Did not come up.</summary>
    Failed = 3,

    /// <summary>Was up, and does not answer any more.</summary>
    Unhealthy = 4,

    /// <summary>Is being stopped.</summary>
    Stopping = 5,

    /// <summary>Was stopped.</summary>
    Stopped = 6,
}
