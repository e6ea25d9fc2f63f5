using System.CommandLine;
using Apex.Executions;
using Apex.Output;
using Apex.Runs;

namespace Apex.Commands;

/// <summary><c>apex cancel ID</c>.</summary>
internal sealed class CancelCommand : ApexCommand
{
    private readonly Argument<string> _id = CommonArguments.Execution();
    private readonly Option<string?> _reason = Opt.Text("--reason", "Why; kept with the execution.", "TEXT");

    public CancelCommand()
        : base("cancel", "Ends an execution: nothing new starts, what runs is stopped.")
    {
        Arguments.Add(_id);
        Options.Add(_reason);
    }

    public override IReadOnlyList<(string Line, string What)> Examples =>
    [
        ("apex cancel latest", "the newest one"),
        ("apex cancel 0192f3 --reason 'wrong branch'", "by the beginning of its id"),
    ];

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        await using var client = call.Client();
        var id = await ExecutionFinder.FindAsync(client, call.Get(_id)!, cancellationToken);
        var execution = await client.CancelAsync(id, call.Get(_reason) ?? "cancelled by apex cancel", cancellationToken)
            ?? throw ExecutionFinder.NotFound($"there is no execution {id}");
        if (call.Output.Format != OutputFormat.Text)
        {
            call.Output.Result(ExecutionDocument.ToJson(execution, indented: call.Output.Format == OutputFormat.Json));
        }
        else if (execution.State == ExecutionState.Completed && execution.Verdict != Verdict.Cancelled)
        {
            call.Output.Result($"{id} had ended before: {WireNames.Of(execution.Verdict)}");
        }
        else
        {
            call.Output.Result($"{id} is cancelled{(execution.State == ExecutionState.Completed ? "" : "; what runs is being stopped")}");
        }

        return ExitCode.Passed;
    }
}
