using System.CommandLine;
using Apex.Categories;
using Apex.Output;
using Apex.Resources;
using Apex.Runs;

namespace Apex.Commands;

/// <summary><c>apex why ID [CATEGORY]</c>.</summary>
internal sealed class WhyCommand : ApexCommand
{
    private readonly Argument<string> _id = CommonArguments.Execution();
    private readonly Argument<string?> _category = new("CATEGORY") { Description = "Category, or layer/category; all of them by default.", Arity = ArgumentArity.ZeroOrOne };

    public WhyCommand()
        : base("why", "Why something waits: each layer and category that does not run yet, with the reason and the facts. Changes nothing.")
    {
        Arguments.Add(_id);
        Arguments.Add(_category);
    }

    public override IReadOnlyList<(string Line, string What)> Examples =>
    [
        ("apex why latest", "everything of the newest execution that waits"),
        ("apex why latest unit", "one category: who holds its lock, how long until its retry, …"),
        ("apex why 0192f3 -o json", "for a program: reasons are a closed list"),
    ];

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        await using var client = call.Client();
        var id = await ExecutionFinder.FindAsync(client, call.Get(_id)!, cancellationToken);
        var chosen = call.Get(_category) is { } text
            ? CategoryChoice.Find(await client.GetAsync(id, cancellationToken) ?? throw ExecutionFinder.NotFound($"there is no execution {id}"), text)
            : ((string Layer, CategorySnapshot Category)?)null;
        var query = new WhyQuery { Category = chosen is var (layer, category) ? $"{layer}/{category.Name}" : null };
        var reply = await client.WhyAsync(id, query, cancellationToken) ?? throw ExecutionFinder.NotFound($"there is no execution {id}");
        if (call.Output.Format != OutputFormat.Text)
        {
            call.Output.Result(Json.Text(WhyDocument.Of(reply), call.Output.Format));
            return ExitCode.Passed;
        }

        foreach (var line in new WhyText(call.Output.Paint).Lines(reply, chosen?.Category))
        {
            call.Output.Result(line);
        }

        return ExitCode.Passed;
    }
}
