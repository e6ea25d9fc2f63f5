namespace Apex;

/// <summary>Settings of one silo (SPEC 11). Source: flags of the <c>silo</c> verb, else <c>APEX_…</c> variables, else the defaults here.</summary>
public sealed record SiloOptions
{
    /// <summary>Folder of everything that this silo keeps, absolute.</summary>
    public required string Home { get; init; }

    /// <summary>Region; part of the cluster's and the service's id. Default <c>local</c>.</summary>
    public string Region { get; init; } = ApexRegion.Local;

    /// <summary>Socket of the runner that supervises this silo; null: derived from <see cref="Home"/>.</summary>
    public string? RunnerSocket { get; init; }

    /// <summary>Loopback port of the Orleans gateway; 0 takes a free one. <c>APEX_GATEWAY_PORT</c>.</summary>
    public int GatewayPort { get; init; }

    /// <summary>Loopback port between silos; 0 takes a free one. <c>APEX_SILO_PORT</c>.</summary>
    public int SiloPort { get; init; }

    /// <summary>Loopback port of HTTP; 0 takes a free one. <c>APEX_HTTP_PORT</c>.</summary>
    public int HttpPort { get; init; }

    /// <summary>Minutes without an execution, attempt or client after which silo and runner stop, 1–10 080. <c>APEX_IDLE_MINUTES</c>, default 30.</summary>
    public double IdleMinutes { get; init; } = 30;

    /// <summary>Kinds of agents, of five, that must work before an execution begins, 1–5. <c>APEX_MINIMUM_AGENTS</c>, default 3.</summary>
    public int MinimumAgents { get; init; } = 3;

    /// <summary>Seconds between two <c>category_progress</c> events of a command that runs, 1–3 600. <c>APEX_PROGRESS_SECONDS</c>, default 10.</summary>
    public int ProgressSeconds { get; init; } = 10;

    /// <summary>How long a minute of the configuration lasts, milliseconds; null: a minute. For tests: <c>APEX_TEST_MINUTE_MS</c>.</summary>
    public int? MinuteMs { get; init; }

    /// <summary>Data folder: the database and its lock.</summary>
    public string DataFolder => Path.Combine(Home, "data");

    /// <summary>Folder of the rotating log files.</summary>
    public string LogFolder => Path.Combine(Home, "logs", "orchestration");

    /// <summary>Folder of extensions, absolute; need not exist. <c>APEX_EXTENSIONS</c>, default <c>extensions</c> in <see cref="Home"/>.</summary>
    public string ExtensionsFolder => Path.GetFullPath(Extensions ?? "extensions", Home);

    /// <summary>Where extensions are instead; relative to <see cref="Home"/>. Null for the default.</summary>
    public string? Extensions { get; init; }

    /// <summary>What a client reads to find this silo.</summary>
    public string DescriptorPath => Path.Combine(Home, "silo.json");

    /// <exception cref="FormatException">A setting is not what it must be; the message names it and what is allowed.</exception>
    public static SiloOptions Read(IReadOnlyList<string> args, Func<string, string?> variable)
    {
        var home = Flag(args, "--home") ?? variable("APEX_HOME") ?? throw new FormatException("silo: --home DIR is required");
        return new SiloOptions
        {
            Home = Path.GetFullPath(home),
            Region = variable("APEX_REGION") ?? ApexRegion.Local,
            RunnerSocket = variable("APEX_RUNNER_SOCKET"),
            GatewayPort = Port("APEX_GATEWAY_PORT", variable),
            SiloPort = Port("APEX_SILO_PORT", variable),
            HttpPort = Port("APEX_HTTP_PORT", variable),
            IdleMinutes = IdleMinutesOf(variable("APEX_IDLE_MINUTES")),
            MinimumAgents = MinimumAgentsOf(variable("APEX_MINIMUM_AGENTS")),
            MinuteMs = MinuteMsOf(variable("APEX_TEST_MINUTE_MS")),
            ProgressSeconds = ProgressSecondsOf(variable("APEX_PROGRESS_SECONDS")),
            Extensions = variable("APEX_EXTENSIONS") is { Length: > 0 } folder ? folder : null,
        };
    }

    private static string? Flag(IReadOnlyList<string> args, string name)
    {
        for (var i = 0; i + 1 < args.Count; i++)
        {
            if (args[i] == name)
            {
                return args[i + 1];
            }
        }

        return null;
    }

    private static int Port(string name, Func<string, string?> variable) =>
        variable(name) is not { Length: > 0 } text ? 0
        : int.TryParse(text, out var port) && port is >= 0 and <= 65535 ? port
        : throw new FormatException($"{name} is '{text}': expected a port, 0–65535 (0 takes a free one)");

    private static double IdleMinutesOf(string? text) =>
        text is not { Length: > 0 } ? 30
        : double.TryParse(text, out var minutes) && minutes is > 0 and <= 10_080 ? minutes
        : throw new FormatException($"APEX_IDLE_MINUTES is '{text}': expected minutes above 0, at most 10080");

    private static int MinimumAgentsOf(string? text) =>
        text is not { Length: > 0 } ? 3
        : int.TryParse(text, out var kinds) && kinds is >= 1 and <= 5 ? kinds
        : throw new FormatException($"APEX_MINIMUM_AGENTS is '{text}': expected 1–5");

    private static int ProgressSecondsOf(string? text) =>
        text is not { Length: > 0 } ? 10
        : int.TryParse(text, out var seconds) && seconds is >= 1 and <= 3600 ? seconds
        : throw new FormatException($"APEX_PROGRESS_SECONDS is '{text}': expected seconds, 1–3600");

    private static int? MinuteMsOf(string? text) =>
        text is not { Length: > 0 } ? null
        : int.TryParse(text, out var milliseconds) && milliseconds is >= 100 and <= 60_000 ? milliseconds
        : throw new FormatException($"APEX_TEST_MINUTE_MS is '{text}': expected milliseconds, 100–60000");
}
