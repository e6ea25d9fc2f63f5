using Apex.Configuration;
using Apex.Configuration.Settings;

namespace Apex.Planning;

/// <summary>Turns the selection into layers of a plan.</summary>
internal sealed class LayerPlanner(ApexConfiguration settings, CategoryPlanner categories, List<PlanNote> notes, IReadOnlySet<string> failedBefore)
{
    private const string WithoutLayersName = "legacy_categories";
    private IReadOnlySet<string> _first = new HashSet<string>();

    public List<LayerPlan> Plan(Selection selection, FailFast? failFast)
    {
        _first = CategoryOrder.WithDependencies(selection.Layers.SelectMany(static layer => layer.Categories), failedBefore);
        var planned = selection.Layers.SelectMany(static layer => layer.Categories).Select(static category => category.Name).ToHashSet();
        if (selection.WithoutLayers)
        {
            return [OneLayer(selection, planned, failFast)];
        }

        var phases = PhasePlanner.Phases([.. selection.Layers.Where(static layer => !layer.Background)]);
        var ids = selection.Layers.Select(static layer => layer.Layer.Id).ToHashSet();
        return [.. selection.Layers
            .OrderBy(static layer => layer.Background)
            .Select(layer => Layer(layer, selection, phases.GetValueOrDefault(layer.Layer.Id), ids, planned, failFast))];
    }

    private LayerPlan Layer(SelectedLayer layer, Selection selection, int phase, HashSet<string> ids, HashSet<string> planned, FailFast? failFast)
    {
        var (id, source) = (layer.Layer.Id, layer.Layer.Settings);
        return new LayerPlan
        {
            Name = id,
            Title = source.Name,
            Phase = phase,
            DependsOn = Dependencies(layer, selection, ids),
            Mode = source.ExecutionMode,
            FailFast = failFast ?? source.FailFast,
            Background = layer.Background,
            BudgetMs = source.MaxDurationMinutes * 60_000L,
            MaxParallelInstances = source.ResourceLimits.MaxParallelInstances,
            MaxMemoryMb = source.ResourceLimits.MaxMemoryMb,
            MaxCpuPercent = Ceilings.Below(source.ResourceLimits.MaxCpuPercent),
            Criteria = Criteria(source.SuccessCriteria),
            Categories = [.. CategoryOrder.Sort(layer.Categories, _first).Select(category => Category(layer.Layer, category, planned))],
            CustomConfig = source.CustomConfig?.Json,
            Priority = source.Priority,
            ServicesTimeoutMs = settings.Execution.LayerStartupTimeoutSeconds * 1000L,
            ConflictsWith = [.. selection.Layers.Where(other => other != layer && PhasePlanner.Conflict(layer.Layer, other.Layer)).Select(static other => other.Layer.Id)],
        };
    }

    private CategoryPlan Category(OrderedLayer layer, CategorySettings category, HashSet<string> planned) =>
        categories.Plan(layer, category, planned) with { FailedBefore = _first.Contains(category.Name) };

    public static SuccessCriteria Criteria(SuccessSettings settings) => new()
    {
        MinPassRate = settings.MinPassRate,
        MaxFailures = settings.MaxFailures,
        CriticalMustPass = settings.CriticalMustPass,
        AllowPartial = settings.AllowPartial,
    };

    private List<string> Dependencies(SelectedLayer layer, Selection selection, HashSet<string> ids)
    {
        var beside = layer.Background && selection.BackgroundBeside;
        var all = layer.Layer.Settings.DependsOn.Distinct().ToList();
        var kept = beside ? [] : all.Where(ids.Contains).ToList();
        foreach (var other in all.Except(kept))
        {
            var why = beside ? "it runs beside the foreground" : "that layer does not run here";
            notes.Add(new PlanNote("dependency_ignored", $"layer '{layer.Layer.Id}' depends on '{other}', which is ignored: {why}"));
        }

        return kept;
    }

    private LayerPlan OneLayer(Selection selection, HashSet<string> planned, FailFast? failFast)
    {
        var owner = selection.Layers.SelectMany(static layer => layer.Categories.Select(category => (category.Name, layer.Layer))).ToDictionary(static pair => pair.Name, static pair => pair.Layer);
        var all = selection.Layers.SelectMany(static layer => layer.Categories).ToList();
        return new LayerPlan
        {
            Name = WithoutLayersName,
            Phase = 1,
            FailFast = failFast ?? FailFast.Disabled,
            BudgetMs = 1440 * 60_000L, // the execution's own limit is the one that holds
            MaxParallelInstances = settings.Execution.MaxParallelCategories,
            ServicesTimeoutMs = settings.Execution.LayerStartupTimeoutSeconds * 1000L,
            Categories = [.. CategoryOrder.Sort(all, _first).Select(category => Category(owner[category.Name], category, planned))],
        };
    }
}
