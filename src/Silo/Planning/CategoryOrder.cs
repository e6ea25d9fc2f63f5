using Apex.Configuration.Settings;

namespace Apex.Planning;

/// <summary>The order in which categories of a layer may start: dependencies first, then what is to go first, then priority_order, then place in the file.</summary>
internal static class CategoryOrder
{
    public static List<CategorySettings> Sort(IReadOnlyList<CategorySettings> categories, IReadOnlySet<string>? first = null)
    {
        var names = categories.Select(static category => category.Name).ToHashSet();
        var waits = categories.ToDictionary(static category => category.Name, category => category.DependsOn.Distinct().Count(names.Contains));
        var dependents = categories
            .SelectMany(category => category.DependsOn.Distinct().Where(names.Contains).Select(other => (other, category)))
            .ToLookup(static pair => pair.other, static pair => pair.category);
        var place = categories.Select(static (category, index) => (category.Name, index)).ToDictionary(static pair => pair.Name, static pair => pair.index);
        var ready = new PriorityQueue<CategorySettings, (int, int, int)>();
        (int, int, int) Turn(CategorySettings category) => (first?.Contains(category.Name) == true ? 0 : 1, category.PriorityOrder, place[category.Name]);
        foreach (var category in categories.Where(category => waits[category.Name] == 0))
        {
            ready.Enqueue(category, Turn(category));
        }

        var sorted = new List<CategorySettings>(categories.Count);
        while (ready.TryDequeue(out var category, out _))
        {
            sorted.Add(category);
            foreach (var next in dependents[category.Name].Where(next => --waits[next.Name] == 0))
            {
                ready.Enqueue(next, Turn(next));
            }
        }

        return sorted;
    }

    /// <summary>Some categories, and all that they wait for: those too must go first, or the others cannot.</summary>
    public static IReadOnlySet<string> WithDependencies(IEnumerable<CategorySettings> categories, IReadOnlySet<string> names)
    {
        var dependencies = categories.ToDictionary(static category => category.Name, static category => category.DependsOn);
        var found = new HashSet<string>();
        var open = new Stack<string>(names.Where(dependencies.ContainsKey));
        while (open.TryPop(out var name))
        {
            if (found.Add(name))
            {
                foreach (var other in dependencies[name].Where(dependencies.ContainsKey))
                {
                    open.Push(other);
                }
            }
        }

        return found;
    }
}
