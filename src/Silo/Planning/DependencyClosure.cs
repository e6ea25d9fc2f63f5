using Apex.Configuration;
using Apex.Configuration.Settings;

namespace Apex.Planning;

/// <summary>Adds what the chosen layers and categories depend on.</summary>
internal sealed class DependencyClosure
{
    private readonly IReadOnlyList<OrderedLayer> _layers;
    private readonly List<PlanNote> _notes;
    private readonly Dictionary<string, OrderedLayer> _byId;
    private readonly Dictionary<string, (OrderedLayer Layer, CategorySettings Category)> _categories = [];

    public DependencyClosure(IReadOnlyList<OrderedLayer> layers, List<PlanNote> notes)
    {
        (_layers, _notes) = (layers, notes);
        _byId = layers.ToDictionary(static layer => layer.Id);
        foreach (var layer in layers)
        {
            foreach (var category in layer.Settings.Categories)
            {
                _categories.TryAdd(category.Name, (layer, category));
            }
        }
    }

    /// <summary>Whole layers, with the layers that foreground ones depend on, and single categories of others that theirs depend on.</summary>
    public List<SelectedLayer> OfLayers(IReadOnlyList<OrderedLayer> wanted, bool alone)
    {
        var ids = wanted.Select(static layer => layer.Id).ToHashSet();
        var open = new Queue<OrderedLayer>(wanted);
        while (!alone && open.TryDequeue(out var layer))
        {
            // What the background depends on is not worth running for the background's sake alone.
            foreach (var id in layer.Settings.Background ? [] : layer.Settings.DependsOn.Where(ids.Add))
            {
                _notes.Add(new PlanNote("dependency_added", $"layer '{id}' runs because '{layer.Id}' depends on it"));
                open.Enqueue(_byId[id]);
            }
        }

        var names = _layers.Where(layer => ids.Contains(layer.Id)).SelectMany(static layer => layer.Settings.Categories).Select(static category => category.Name);
        return Build([.. names], alone);
    }

    /// <summary>Single categories of the wanted layers, with the categories that they depend on.</summary>
    public List<SelectedLayer> OfCategories(IReadOnlyList<OrderedLayer> wanted, IReadOnlyList<string> named, bool alone)
    {
        var ids = wanted.Select(static layer => layer.Id).ToHashSet();
        return Build([.. named.Where(name => ids.Contains(_categories[name].Layer.Id))], alone);
    }

    private List<SelectedLayer> Build(HashSet<string> names, bool alone)
    {
        var open = new Queue<string>(names);
        while (open.TryDequeue(out var name))
        {
            var (layer, category) = _categories[name];
            foreach (var other in category.DependsOn.Where(other => !names.Contains(other)))
            {
                if (alone && _categories[other].Layer.Id != layer.Id)
                {
                    _notes.Add(new PlanNote("dependency_ignored", $"category '{name}' depends on '{other}', which does not run here"));
                }
                else
                {
                    names.Add(other);
                    open.Enqueue(other);
                    _notes.Add(new PlanNote("dependency_added", $"category '{other}' runs because '{name}' depends on it"));
                }
            }
        }

        return [.. _layers
            .Select(layer => new SelectedLayer(layer, [.. layer.Settings.Categories.Where(category => names.Contains(category.Name))], layer.Settings.Background))
            .Where(static layer => layer.Categories.Count > 0)];
    }
}
