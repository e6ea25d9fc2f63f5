using Apex.Configuration.Settings;

namespace Apex.Planning;

/// <summary>The order in which categories of a layer may start: dependencies first, then priority_order, then place in the file.</summary>
internal static class CategoryOrder
{
    public static List<CategorySettings> Sort(IReadOnlyList<CategorySettings> categories)
    {
        var names = categories.Select(static category => category.Name).ToHashSet();
        var waits = categories.ToDictionary(static category => category.Name, category => category.DependsOn.Distinct().Count(names.Contains));
        var dependents = categories
            .SelectMany(category => category.DependsOn.Distinct().Where(names.Contains).Select(other => (other, category)))
            .ToLookup(static pair => pair.other, static pair => pair.category);
        var place = categories.Select(static (category, index) => (category.Name, index)).ToDictionary(static pair => pair.Name, static pair => pair.index);
        var ready = new PriorityQueue<CategorySettings, (int, int)>();
        foreach (var category in categories.Where(category => waits[category.Name] == 0))
        {
            ready.Enqueue(category, (category.PriorityOrder, place[category.Name]));
        }

        var sorted = new List<CategorySettings>(categories.Count);
        while (ready.TryDequeue(out var category, out _))
        {
            sorted.Add(category);
            foreach (var next in dependents[category.Name].Where(next => --waits[next.Name] == 0))
            {
                ready.Enqueue(next, (next.PriorityOrder, place[next.Name]));
            }
        }

        return sorted;
    }
}
