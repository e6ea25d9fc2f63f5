using System.CommandLine;
using Apex.Executions;
using Apex.Output;
using Apex.Runs;

namespace Apex.Commands;

/// <summary><c>apex status [ID]</c>.</summary>
internal sealed class StatusCommand : ApexCommand
{
    private readonly Argument<string?> _id = CommonArguments.OptionalExecution();

    public StatusCommand()
        : base("status", "How an execution stands, or what it came to. Without an id: the region, its agents, what runs.") => Arguments.Add(_id);

    public override IReadOnlyList<(string Line, string What)> Examples =>
    [
        ("apex status latest", "the newest execution"),
        ("apex status 0192f3 -o json", "everything about one, as a document"),
        ("apex status", "the region: agents, what runs, what ended last"),
    ];

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        await using var client = call.Client();
        if (call.Get(_id) is not { } text)
        {
            return await RegionStatus.ShowAsync(client, call, cancellationToken);
        }

        var id = await ExecutionFinder.FindAsync(client, text, cancellationToken);
        var execution = await client.GetAsync(id, cancellationToken) ?? throw ExecutionFinder.NotFound($"there is no execution {id}");
        if (call.Output.Format != OutputFormat.Text)
        {
            call.Output.Result(ExecutionDocument.ToJson(execution, indented: call.Output.Format == OutputFormat.Json));
            return ExitCode.Passed;
        }

        foreach (var line in new ExecutionText(call.Output.Paint, call.Host.Time, call.Host.CurrentFolder).Status(execution))
        {
            call.Output.Result(line);
        }

        return ExitCode.Passed;
    }
}
