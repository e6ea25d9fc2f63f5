using Apex.Planning;

namespace Apex.Layers;

/// <summary>
/// Which category of a layer starts first among those that may: what failed before (where that was asked for), then by priority_order, then whoever
/// begins the longest chain, by what it and those that wait for it took before, then by place in the plan. Pure.
/// </summary>
public static class StartOrder
{
    /// <summary>Categories whose durations decide; none where the order is fixed.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="layers">All layers of its plan.</param>
    public static IReadOnlyCollection<string> Asks(LayerPlan layer, IReadOnlyList<LayerPlan> layers) =>
        layer.Mode == LayerMode.Sequential || layer.Categories.Count < 2 ? []
        : layers.Any(static other => other.Categories.Exists(static category => category.DependsOn.Count > 0)) ? [.. layers.SelectMany(Names)]
        : [.. Names(layer)];

    /// <param name="layer">The layer.</param>
    /// <param name="layers">All layers of its plan: a category of a later one may wait for one of this.</param>
    /// <param name="durations">Milliseconds by category. One that is missing counts as the longest: what nobody has measured may be it.</param>
    /// <returns>Rank from 0 of each category, by its place in the layer. No two are equal.</returns>
    public static int[] Ranks(LayerPlan layer, IReadOnlyList<LayerPlan> layers, IReadOnlyDictionary<string, long> durations)
    {
        var chains = Chains([.. layer.Categories.Concat(layers.SelectMany(static other => other.Categories)).DistinctBy(static category => category.Name)], durations);
        var inOrder = Enumerable.Range(0, layer.Categories.Count)
            .OrderBy(index => !layer.Categories[index].FailedBefore)
            .ThenBy(index => layer.Categories[index].PriorityOrder)
            .ThenByDescending(index => chains[layer.Categories[index].Name]); // stable: then by place
        var ranks = new int[layer.Categories.Count];
        foreach (var (index, rank) in inOrder.Select(static (index, rank) => (index, rank)))
        {
            ranks[index] = rank;
        }

        return ranks;
    }

    /// <summary>Milliseconds from a category's start to the end of the longest chain of categories that each wait for the one before.</summary>
    private static Dictionary<string, long> Chains(List<CategoryPlan> plans, IReadOnlyDictionary<string, long> durations)
    {
        var unknown = Math.Max(1, durations.Count > 0 ? durations.Values.Max() : 1);
        var categories = plans.ToDictionary(static category => category.Name);
        var waiting = categories.Keys.ToDictionary(static name => name, static _ => 0);
        foreach (var name in categories.Values.SelectMany(category => Known(category, categories)))
        {
            waiting[name]++;
        }

        // From the ends of the chains backwards, without recursion: a chain may have ten thousand links.
        var chains = categories.Keys.ToDictionary(static name => name, name => durations.GetValueOrDefault(name, unknown));
        var settled = new Stack<string>(waiting.Where(static pair => pair.Value == 0).Select(static pair => pair.Key));
        while (settled.TryPop(out var last))
        {
            foreach (var name in Known(categories[last], categories))
            {
                chains[name] = Math.Max(chains[name], durations.GetValueOrDefault(name, unknown) + chains[last]);
                if (--waiting[name] == 0)
                {
                    settled.Push(name);
                }
            }
        }

        return chains;
    }

    private static IEnumerable<string> Known(CategoryPlan category, Dictionary<string, CategoryPlan> categories) =>
        category.DependsOn.Distinct().Where(categories.ContainsKey);

    private static IEnumerable<string> Names(LayerPlan layer) => layer.Categories.Select(static category => category.Name);
}
