using Apex.Executions;
using Apex.Layers;

namespace Apex.Connection;

/// <summary>Puts the pages of a long execution together.</summary>
internal static class SnapshotPages
{
    /// <summary>What was read so far, with the categories of the next page appended layer by layer.</summary>
    public static ExecutionSnapshot Merge(ExecutionSnapshot soFar, ExecutionSnapshot page)
    {
        var layers = soFar.Layers.ToDictionary(layer => layer.Name);
        foreach (var layer in page.Layers)
        {
            layers[layer.Name] = layers.TryGetValue(layer.Name, out var known)
                ? layer with { Categories = [.. known.Categories, .. layer.Categories] }
                : layer;
        }

        var order = soFar.Layers.Concat(page.Layers).Select(layer => layer.Name).Distinct();
        return page with { Layers = [.. order.Select(name => layers[name])] };
    }
}
