using System.Text.Json.Nodes;
using Apex.Configuration;
using Apex.Output;

namespace Apex.Commands;

/// <summary><c>apex layers</c>.</summary>
internal sealed class LayersCommand() : ConfigurationCommand("layers", "The layers of this project with their categories, in their order.")
{
    public override IReadOnlyList<(string Line, string What)> Examples =>
    [
        ("apex layers", "of this project"),
        ("apex layers --env prod", "with the limits of prod"),
        ("apex layers -o json | jq -r '.layers[].categories[].name'", "names of all categories"),
    ];

    protected override JsonObject Document(ConfigurationReply reply, ConfigurationSummary summary) => ConfigurationDocuments.Layers(summary);

    protected override IEnumerable<string> Lines(Invocation call, ConfigurationReply reply, ConfigurationSummary summary)
    {
        var paint = call.Output.Paint;
        var table = new TextTable("ORDER", "LAYER", "RUNS", "BUDGET", "FAIL FAST", "AFTER", "CATEGORIES");
        foreach (var layer in summary.Layers)
        {
            table.Add(
                $"{layer.Order}",
                new Cell(layer.Name, paint.Bold),
                $"{WireNames.Of(layer.Mode)}{(layer.Background ? ", background" : "")}",
                Wording.Limit(layer.BudgetMs),
                WireNames.Of(layer.FailFast),
                string.Join(", ", layer.DependsOn),
                string.Join(", ", layer.Categories.Select(category => category.Name)));
        }

        return table.Lines(paint);
    }
}
