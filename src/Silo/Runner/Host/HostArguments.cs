using System.Globalization;

namespace Apex.Runner;

/// <summary>Arguments of the verbs <c>host</c> and <c>stop</c>.</summary>
internal sealed record HostArguments
{
    public required string Home { get; init; }

    /// <summary>A silo whose runner has died, to be taken over.</summary>
    public int? SiloPid { get; init; }

    /// <summary>Program that is the silo; null for this one's <c>silo</c> verb.</summary>
    public string? SiloProgram { get; init; }

    /// <summary>True under systemd or in a container: no session of its own, log on stdout.</summary>
    public bool Foreground { get; init; }

    public bool Force { get; init; }

    /// <summary>Settings as flags, each <c>NAME=VALUE</c>, for the runner and for its silo.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <returns>The arguments, or what is wrong with them.</returns>
    public static (HostArguments? Arguments, string? Problem) Parse(IReadOnlyList<string> args)
    {
        var parsed = new HostArguments { Home = "" };
        for (var i = 0; i < args.Count; i++)
        {
            var value = i + 1 < args.Count ? args[i + 1] : null;
            switch (args[i])
            {
                case "--home" when value is not null:
                    parsed = parsed with { Home = value };
                    i++;
                    break;
                case "--silo-pid" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var pid):
                    parsed = parsed with { SiloPid = pid };
                    i++;
                    break;
                case "--silo-exec" when value is not null:
                    parsed = parsed with { SiloProgram = Path.GetFullPath(value) };
                    i++;
                    break;
                case "--set" when value is not null:
                    parsed = parsed with { Settings = [.. parsed.Settings, value] };
                    i++;
                    break;
                case "--foreground":
                    parsed = parsed with { Foreground = true };
                    break;
                case "--force":
                    parsed = parsed with { Force = true };
                    break;
                default:
                    return (null, $"'{args[i]}' is no argument of this verb, or its value is missing");
            }
        }

        return parsed.Home.Length > 0 ? (parsed, null) : (null, "--home DIR is missing");
    }
}
