using Apex.Categories;
using Apex.Commands;
using Apex.Executions;

namespace Apex.Runs;

/// <summary>Finds the category that a person means.</summary>
internal static class CategoryChoice
{
    private const int Shown = 40;

    /// <param name="execution">With all its categories.</param>
    /// <param name="text">Its name, or <c>layer/category</c>; null for the only one.</param>
    /// <param name="services">What else could be meant: names of services.</param>
    public static (string Layer, CategorySnapshot Category) Find(ExecutionSnapshot execution, string? text, params IReadOnlyList<string> services)
    {
        var all = execution.Layers.SelectMany(layer => layer.Categories.Select(category => (Layer: layer.Name, Category: category))).ToList();
        var hits = text is null ? all : all.FindAll(entry => entry.Category.Name == text || $"{entry.Layer}/{entry.Category.Name}" == text);
        if (hits.Count == 1)
        {
            return hits[0];
        }

        var names = all.Take(Shown).Select(entry => $"  {entry.Layer}/{entry.Category.Name}").ToList();
        if (all.Count > Shown)
        {
            names.Add($"  and {all.Count - Shown} more");
        }

        throw text is null
            ? CliException.Usage($"execution {execution.Id} has {all.Count} categories: which one?", names)
            : CliException.Refused("not_found", $"execution {execution.Id} has no category '{text}'{Suggestions.DidYouMean(text, all.Select(entry => entry.Category.Name).Concat(services))}", [.. names, .. services.Select(name => $"  {name} (service)")]);
    }
}
