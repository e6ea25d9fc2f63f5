using System.CommandLine;

namespace Apex.Commands;

/// <summary>The verbs, in the order of the help.</summary>
internal static class Verbs
{
    public static IEnumerable<Command> All() =>
    [
        new RunCommand(),
        new StatusCommand(),
        new WatchCommand(),
        new LogsCommand(),
        new ListCommand(),
        new CancelCommand(),
        new Command("server", "The local silo: start, stop, status.")
        {
            new ServerStartCommand(),
            new ServerStopCommand(),
            new ServerStatusCommand(),
        },
        new VersionCommand(),
    ];
}
