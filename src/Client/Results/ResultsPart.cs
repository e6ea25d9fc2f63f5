using Apex.Commands;
using Apex.Executions;
using Apex.Runs;

namespace Apex.Results;

/// <summary>Reduces an execution to the part that a person names: a layer, a category, or <c>layer/category</c>.</summary>
internal static class ResultsPart
{
    public static ExecutionSnapshot Of(ExecutionSnapshot execution, string? text)
    {
        if (text is null)
        {
            return execution;
        }

        if (execution.Layers.Find(layer => layer.Name == text) is { } whole)
        {
            return execution with { Layers = [whole], Counts = whole.Counts };
        }

        if (!text.Contains('/') && !execution.Layers.Exists(layer => layer.Categories.Exists(category => category.Name == text)))
        {
            var names = execution.Layers.Select(layer => layer.Name).Concat(execution.Layers.SelectMany(layer => layer.Categories).Select(category => category.Name)).ToList();
            throw CliException.Refused("not_found", $"execution {execution.Id} has no layer and no category '{text}'{Suggestions.DidYouMean(text, names)}", "layers: " + string.Join(", ", execution.Layers.Select(layer => layer.Name)));
        }

        var (name, found) = CategoryChoice.Find(execution, text);
        return execution with { Layers = [execution.Layers.Single(layer => layer.Name == name) with { Categories = [found], Counts = found.Counts }], Counts = found.Counts };
    }
}
