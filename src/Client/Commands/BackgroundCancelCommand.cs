using System.CommandLine;
using Apex.Background;
using Apex.Output;
using Apex.Runs;

namespace Apex.Commands;

/// <summary><c>apex background cancel ID</c>.</summary>
internal sealed class BackgroundCancelCommand : ApexCommand
{
    private readonly Argument<string> _id = new("ID") { Description = "Task: its id, the beginning of it, or latest." };
    private readonly Option<string?> _reason = Opt.Text("--reason", "Why; kept with the task.", "TEXT");

    public BackgroundCancelCommand()
        : base("cancel", "Ends a background task: one that waits never starts, what runs is stopped.")
    {
        Arguments.Add(_id);
        Options.Add(_reason);
    }

    public override IReadOnlyList<(string Line, string What)> Examples =>
    [
        ("apex background cancel latest", "the newest one"),
        ("apex background cancel 0192f3 --reason 'wrong branch'", "by the beginning of its id"),
    ];

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        await using var client = call.Client();
        var task = await TaskFinder.FindAsync(client, call.Get(_id)!, cancellationToken);
        await client.CancelAsync(task.Id, call.Get(_reason) ?? "cancelled by apex background cancel", cancellationToken);
        var now = await client.BackgroundTaskAsync(task.Id, cancellationToken) ?? task;
        if (call.Output.Format != OutputFormat.Text)
        {
            call.Output.Result(BackgroundDocument.ToJson(now, indented: call.Output.Format == OutputFormat.Json));
        }
        else if (now.State == BackgroundState.Completed && now.Verdict != Verdict.Cancelled)
        {
            call.Output.Result($"{now.Id} had ended before: {WireNames.Of(now.Verdict)}");
        }
        else
        {
            call.Output.Result($"{now.Id} is cancelled{(now.StartedAt is null ? "; it never started" : now.State == BackgroundState.Completed ? "" : "; what runs is being stopped")}");
        }

        return ExitCode.Passed;
    }
}
