namespace Apex.Planning;

/// <summary>A service that categories of a plan require. Exactly one of <see cref="Tcp"/>, <see cref="Http"/> and <see cref="Command"/> says how to see that it is up.</summary>
[GenerateSerializer, Immutable, Alias("apex.ServicePlan")]
public sealed record ServicePlan
{
    /// <summary>Id, unique in the configuration.</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary><c>host:port</c> that accepts a connection.</summary>
    [Id(1)] public string? Tcp { get; init; }

    /// <summary>URL that answers with a success code.</summary>
    [Id(2)] public string? Http { get; init; }

    /// <summary>Program and arguments of a command that exits 0.</summary>
    [Id(3)] public List<string>? Command { get; init; }

    /// <summary>Program and arguments that start it; null: it is only looked for.</summary>
    [Id(4)] public List<string>? Start { get; init; }

    /// <summary>Program and arguments that stop it; null: its processes are stopped.</summary>
    [Id(5)] public List<string>? Stop { get; init; }

    /// <summary>Absolute folder that its commands run in.</summary>
    [Id(6)] public required string WorkingDirectory { get; init; }

    /// <summary>How long it may take to come up, milliseconds.</summary>
    [Id(7)] public long StartupTimeoutMs { get; init; } = 30_000;

    /// <summary>Services that must be up before it.</summary>
    [Id(8)] public List<string> DependsOn { get; init; } = [];

    /// <summary>Lines shown when it is down.</summary>
    [Id(9)] public List<string> Remedy { get; init; } = [];
}
