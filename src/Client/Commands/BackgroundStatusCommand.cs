using System.CommandLine;
using Apex.Background;
using Apex.Output;
using Apex.Runs;

namespace Apex.Commands;

/// <summary><c>apex background status [ID]</c>.</summary>
internal sealed class BackgroundStatusCommand : ApexCommand
{
    private const int MostShown = 1000;

    private readonly Argument<string?> _id = new("ID") { Description = "Task: its id, the beginning of it, or latest.", Arity = ArgumentArity.ZeroOrOne };

    public BackgroundStatusCommand()
        : base("status", "How a background task stands, why it waits, or what it came to. Without an id: what runs and waits.") => Arguments.Add(_id);

    public override IReadOnlyList<(string Line, string What)> Examples =>
    [
        ("apex background status", "what runs and what waits"),
        ("apex background status latest", "the newest task"),
        ("apex background status 0192f3 -o json", "one task, as a document"),
    ];

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        await using var client = call.Client();
        if (call.Get(_id) is not { } text)
        {
            BackgroundListCommand.ShowTasks(call, await client.BackgroundAsync(new BackgroundQuery { LiveOnly = true, Limit = MostShown }, cancellationToken), head: true);
            return ExitCode.Passed;
        }

        var task = await TaskFinder.FindAsync(client, text, cancellationToken);
        if (call.Output.Format != OutputFormat.Text)
        {
            call.Output.Result(BackgroundDocument.ToJson(task, indented: call.Output.Format == OutputFormat.Json));
            return ExitCode.Passed;
        }

        foreach (var line in new BackgroundText(call.Output.Paint, call.Host.Time).Task(task))
        {
            call.Output.Result(line);
        }

        return ExitCode.Passed;
    }
}
