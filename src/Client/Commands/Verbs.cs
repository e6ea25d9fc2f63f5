using System.CommandLine;

namespace Apex.Commands;

/// <summary>The verbs, in the order of the help.</summary>
internal static class Verbs
{
    public static IEnumerable<Command> All() =>
    [
        new RunCommand(),
        new PlanCommand(),
        new ValidateCommand(),
        new LayersCommand(),
        new ModesCommand(),
        Group("config", "The configuration of this project.", new ConfigShowCommand()),
        new InitCommand(),
        new SchemaCommand(),
        new StatusCommand(),
        new WatchCommand(),
        new WhyCommand(),
        new LogsCommand(),
        new ResultsCommand(),
        new ListCommand(),
        new CancelCommand(),
        new RerunCommand(),
        Group(
            "background",
            "Tasks that wait for their turn behind the foreground: queue, list, status, cancel, results.",
            new BackgroundQueueCommand(),
            new BackgroundListCommand(),
            new BackgroundStatusCommand(),
            new BackgroundCancelCommand(),
            new BackgroundResultsCommand()),
        new AgentsCommand(),
        new PruneCommand(),
        Group("server", "The local silo: start, stop, status, logs.", new ServerStartCommand(), new ServerStopCommand(), new ServerStatusCommand(), new ServerLogsCommand()),
        new DoctorCommand(),
        new CompletionCommand(),
        new VersionCommand(),
    ];

    private static Command Group(string name, string description, params IReadOnlyList<ApexCommand> verbs)
    {
        var group = new Command(name, description);
        group.SetAction(_ => ExitCode.Refused); // never runs: it keeps the parser from complaining in words of its own
        foreach (var verb in verbs)
        {
            group.Subcommands.Add(verb);
        }

        return group;
    }
}
