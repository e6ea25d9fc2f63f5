using System.CommandLine;
using Apex.Executions;
using Apex.Output;

namespace Apex.Commands;

/// <summary><c>apex list</c>.</summary>
internal sealed class ListCommand : ApexCommand
{
    private readonly Option<int?> _limit = Opt.Number("--limit", "How many, 20 by default.", "N", 1, 1000, "-n");
    private readonly Option<string?> _project = Opt.Text("--project", "Only those of this project.", "NAME");
    private readonly Option<bool> _running = Opt.Flag("--running", "Only those that have not ended.");

    public ListCommand()
        : base("list", "Executions, newest first.")
    {
        Options.Add(_limit);
        Options.Add(_project);
        Options.Add(_running);
    }

    public override IReadOnlyList<(string Line, string What)> Examples =>
    [
        ("apex list", "the last 20"),
        ("apex list --running", "what runs now"),
        ("apex list -o jsonl | jq -r .id", "their ids, for a script"),
    ];

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        await using var client = call.Client();
        var query = new ExecutionListQuery { Limit = call.Get(_limit) ?? 20, Project = call.Get(_project), LiveOnly = call.Get(_running) };
        var items = await client.ListAsync(query, cancellationToken);
        switch (call.Output.Format)
        {
            case OutputFormat.Json:
                call.Output.Result(ExecutionListDocument.ToJson(items));
                break;
            case OutputFormat.Jsonl:
                foreach (var item in items)
                {
                    call.Output.Result(ExecutionListDocument.ToLine(item));
                }

                break;
            default:
                ShowTable(items, call);
                break;
        }

        return ExitCode.Passed;
    }

    private static void ShowTable(List<ExecutionListItem> items, Invocation call)
    {
        if (items.Count == 0)
        {
            call.Output.Note("no executions yet: `apex run` starts one");
            return;
        }

        foreach (var line in ExecutionTable.Lines(items, call.Output.Paint, call.Host.Time))
        {
            call.Output.Result(line);
        }
    }
}
