using System.CommandLine;
using Apex.Background;
using Apex.Connection;
using Apex.Output;
using Apex.Results;
using Apex.Runs;

namespace Apex.Commands;

/// <summary><c>apex background results [ID]</c>.</summary>
internal sealed class BackgroundResultsCommand : ApexCommand
{
    private readonly Argument<string?> _id = new("ID") { Description = "Task: its id, the beginning of it, or latest.", Arity = ArgumentArity.ZeroOrOne };
    private readonly BackgroundFilter _filter = new();

    public BackgroundResultsCommand()
        : base("results", "The tests of a background task; without an id what ended, newest first. Kept for background.retention_days.")
    {
        Arguments.Add(_id);
        _filter.AddTo(this);
    }

    public override IReadOnlyList<(string Line, string What)> Examples =>
    [
        ("apex background results", "what ended, newest first"),
        ("apex background results --category e2e --since 7d -n 5", "the last five of one category"),
        ("apex background results latest", "its tests, failures first"),
    ];

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        await using var client = call.Client();
        if (call.Get(_id) is { } text)
        {
            var task = await TaskFinder.FindAsync(client, text, cancellationToken);
            await ShowTestsAsync(call, client, task, cancellationToken);
            return ExitCode.Passed;
        }

        var lane = await client.BackgroundAsync(_filter.Read(call) with { State = BackgroundState.Completed }, cancellationToken);
        BackgroundListCommand.ShowTasks(call, lane, head: false);
        return ExitCode.Passed;
    }

    private static async Task ShowTestsAsync(Invocation call, ApexClient client, BackgroundTask task, CancellationToken cancellationToken)
    {
        var execution = await client.GetAsync(task.Id, cancellationToken) ?? throw ExecutionFinder.NotFound($"there is no execution {task.Id}");
        var results = await new ResultsCollector(new TestReader(client)).CollectAsync(execution, cancellationToken);
        if (call.Output.Format != OutputFormat.Text)
        {
            call.Output.Result(ResultsDocument.ToJson(results, failure => Rerun.Command(failure.ToFailure(), execution, call.Host.CurrentFolder), indented: call.Output.Format == OutputFormat.Json));
            return;
        }

        foreach (var line in new ResultsText(call.Output.Paint, call.Host.Time, call.Host.CurrentFolder).Lines(results))
        {
            call.Output.Result(line);
        }
    }
}
