using System.Runtime.CompilerServices;
using Apex.Planning;

namespace Apex.Agents;

/// <summary>Categories of a layer's plan by name. A plan is cached and never changes, so it is indexed once: a search for each attempt would make a large layer quadratic.</summary>
internal static class PlannedCategories
{
    private static readonly ConditionalWeakTable<LayerPlan, Dictionary<string, CategoryPlan>> _indexes = [];

    public static CategoryPlan? Find(LayerPlan layer, string name) =>
        _indexes.GetValue(layer, static plan => plan.Categories.ToDictionary(static category => category.Name, StringComparer.Ordinal)).GetValueOrDefault(name);
}
