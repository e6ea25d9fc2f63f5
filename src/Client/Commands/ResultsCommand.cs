using System.CommandLine;
using Apex.Categories;
using Apex.Connection;
using Apex.Executions;
using Apex.Output;
using Apex.Results;
using Apex.Runs;

namespace Apex.Commands;

/// <summary><c>apex results ID [LAYER/CATEGORY]</c>.</summary>
internal sealed class ResultsCommand : ApexCommand
{
    private enum ResultFormat
    {
        Text = 0,
        Json = 1,
        Junit = 2,
    }

    private readonly Argument<string> _id = CommonArguments.Execution();
    private readonly Argument<string?> _part = new("PART") { Description = "Only this layer, category, or layer/category.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<ResultFormat?> _format = Opt.Choice<ResultFormat>("--format", "What to write; text, or what -o says.");
    private readonly Option<string?> _to = Opt.Text("--to", "Write it to a file instead of stdout.", "FILE");
    private readonly Option<bool> _force = Opt.Flag("--force", "Replace the file if it exists.");

    public ResultsCommand()
        : base("results", "The tests of an execution: failures first, flaky ones, layers and categories with their counts.")
    {
        Arguments.Add(_id);
        Arguments.Add(_part);
        Options.Add(_format);
        Options.Add(_to);
        Options.Add(_force);
    }

    public override IReadOnlyList<(string Line, string What)> Examples =>
    [
        ("apex results latest", "what failed in the newest execution, and how to run it again"),
        ("apex results latest core/api", "of one category"),
        ("apex results 0192f3 -o json", "as a document"),
        ("apex results latest --format junit --to results.xml", "one JUnit XML of all categories"),
    ];

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        await using var client = call.Client();
        var id = await ExecutionFinder.FindAsync(client, call.Get(_id)!, cancellationToken);
        var whole = await client.GetAsync(id, cancellationToken) ?? throw ExecutionFinder.NotFound($"there is no execution {id}");
        var execution = ResultsPart.Of(whole, call.Get(_part));
        var path = call.Get(_to) is { } name ? Path.GetFullPath(name, call.Host.CurrentFolder) : null;
        using var file = new ResultFile(path, call.Get(_force), call.Output);
        List<AttemptId> lost;
        await using (var stream = file.Open())
        {
            lost = await WriteAsync(call, client, execution, stream, cancellationToken);
        }

        file.Complete();
        Warn(call.Output, lost);
        return ExitCode.Passed;
    }

    private async Task<List<AttemptId>> WriteAsync(Invocation call, ApexClient client, ExecutionSnapshot execution, Stream stream, CancellationToken cancellationToken)
    {
        var tests = new TestReader(client);
        var format = call.Get(_format) ?? (call.Output.Format == OutputFormat.Text ? ResultFormat.Text : ResultFormat.Json);
        if (format == ResultFormat.Junit)
        {
            await using var junit = new JUnitExport(tests, stream);
            await junit.WriteAsync(execution, cancellationToken);
            return junit.Lost;
        }

        var collector = new ResultsCollector(tests);
        var results = await collector.CollectAsync(execution, cancellationToken);
        await using var text = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
        if (format == ResultFormat.Json)
        {
            await text.WriteLineAsync(ResultsDocument.ToJson(results, failure => Rerun.Command(failure.ToFailure(), execution, call.Host.CurrentFolder), indented: call.Output.Format != OutputFormat.Jsonl));
            return collector.Lost;
        }

        foreach (var line in new ResultsText(call.Get(_to) is null ? call.Output.Paint : new Paint(false), call.Host.Time, call.Host.CurrentFolder).Lines(results))
        {
            await text.WriteLineAsync(line);
        }

        return collector.Lost;
    }

    private static void Warn(IOutput output, List<AttemptId> lost)
    {
        foreach (var id in lost.Take(5))
        {
            output.Warn($"the tests of {id.Layer}/{id.Category} (attempt {id.Number}) are not kept any more: only what the execution remembers of them is shown");
        }
    }
}
