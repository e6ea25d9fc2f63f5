using Apex.Settings;

namespace Apex;

/// <summary>One silo: where it is, what an operator set, and what tests shorten.</summary>
public sealed record SiloOptions
{
    /// <summary>Folder of everything that this silo keeps, absolute. Flag <c>--home</c>, else <c>APEX_HOME</c>.</summary>
    public required string Home { get; init; }

    /// <summary>What an operator set.</summary>
    public SiloSettings Settings { get; init; } = new();

    /// <summary>Socket of the runner that supervises this silo; null: derived from <see cref="Home"/>.</summary>
    public string? RunnerSocket { get; init; }

    /// <summary>How long a minute of the configuration lasts, milliseconds; null: a minute. For tests: <c>APEX_TEST_MINUTE_MS</c>.</summary>
    public int? MinuteMs { get; init; }

    /// <summary>Region of this silo.</summary>
    public string Region => Settings.Region;

    /// <summary>Data folder: the database and its lock.</summary>
    public string DataFolder => Settings.DataFolder ?? Path.Combine(Home, "data");

    /// <summary>Folder of the rotating log files.</summary>
    public string LogFolder => Path.Combine(Home, "logs", "orchestration");

    /// <summary>Folder of extensions, absolute; need not exist. Default <c>extensions</c> in <see cref="Home"/>.</summary>
    public string ExtensionsFolder => Path.GetFullPath(Settings.ExtensionsFolder ?? "extensions", Home);

    /// <summary>What a client reads to find this silo.</summary>
    public string DescriptorPath => Path.Combine(Home, "silo.json");

    /// <exception cref="FormatException">A setting is not what it must be; a line for each, with setting, source and what is allowed.</exception>
    public static SiloOptions Read(IReadOnlyList<string> args, Func<string, string?> variable)
    {
        var home = Path.GetFullPath(Flags(args, "--home").LastOrDefault() ?? variable("APEX_HOME") ?? throw new FormatException("silo: --home DIR is required"));
        return new SiloOptions
        {
            Home = home,
            Settings = SettingsReader.Read(home, Flags(args, "--set"), variable),
            RunnerSocket = variable("APEX_RUNNER_SOCKET"),
            MinuteMs = MinuteMsOf(variable("APEX_TEST_MINUTE_MS")),
        };
    }

    private static IEnumerable<string> Flags(IReadOnlyList<string> args, string name)
    {
        for (var i = 0; i + 1 < args.Count; i++)
        {
            if (args[i] == name)
            {
                yield return args[++i];
            }
        }
    }

    private static int? MinuteMsOf(string? text) =>
        text is not { Length: > 0 } ? null
        : int.TryParse(text, out var milliseconds) && milliseconds is >= 100 and <= 60_000 ? milliseconds
        : throw new FormatException($"APEX_TEST_MINUTE_MS is '{text}': expected milliseconds, 100–60000");
}
