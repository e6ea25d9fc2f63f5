using Apex.Configuration;

namespace Apex.Planning;

/// <summary>Groups layers into phases: a phase begins when the one before it is over.</summary>
internal static class PhasePlanner
{
    /// <param name="layers">Foreground layers in their order, which agrees with their dependencies.</param>
    /// <returns>Phase from 1 of each layer.</returns>
    public static IReadOnlyDictionary<string, int> Phases(IReadOnlyList<SelectedLayer> layers)
    {
        var phases = new Dictionary<string, int>();
        var owner = layers
            .SelectMany(static layer => layer.Categories.Select(category => (category.Name, layer.Layer.Id)))
            .ToDictionary(static pair => pair.Name, static pair => pair.Id);
        var phase = 0;
        List<SelectedLayer> current = [];
        foreach (var layer in layers)
        {
            if (phase == 0 || !MayJoin(layer, current, owner))
            {
                phase++;
                current = [];
            }

            current.Add(layer);
            phases[layer.Layer.Id] = phase;
        }

        return phases;
    }

    private static bool MayJoin(SelectedLayer layer, List<SelectedLayer> current, Dictionary<string, string> owner)
    {
        if (IsSequential(layer) || current.Exists(IsSequential))
        {
            return false;
        }

        var needs = layer.Layer.Settings.DependsOn
            .Concat(layer.Categories.SelectMany(static category => category.DependsOn).Select(name => owner.GetValueOrDefault(name, "")))
            .ToHashSet();
        return !current.Exists(other => needs.Contains(other.Layer.Id) || Conflict(layer.Layer, other.Layer));
    }

    /// <summary>A conflict holds both ways, whichever of the two names it.</summary>
    public static bool Conflict(OrderedLayer one, OrderedLayer other) =>
        one.Settings.ConflictsWith.Contains(other.Id) || other.Settings.ConflictsWith.Contains(one.Id);

    private static bool IsSequential(SelectedLayer layer) => layer.Layer.Settings.ExecutionMode == LayerMode.Sequential;
}
