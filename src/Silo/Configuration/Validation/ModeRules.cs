namespace Apex.Configuration.Validation;

/// <summary>Rules over modes.</summary>
internal static class ModeRules
{
    public static void References(RuleContext context)
    {
        var layers = context.Layers.Select(static layer => layer.Id).ToHashSet();
        var categories = context.CategoryByName.Keys.ToHashSet();
        foreach (var (id, mode) in context.Settings.Modes)
        {
            var path = $"modes.{id}";
            context.CheckNames(mode.Layers, $"{path}.layers", "layer", layers);
            context.CheckNames(mode.Categories, $"{path}.categories", "category", categories);
            for (var index = 0; index < mode.Categories.Count; index++)
            {
                if (mode.Layers.Count > 0 && context.CategoryByName.TryGetValue(mode.Categories[index], out var at) && !mode.Layers.Contains(at.Layer.Id))
                {
                    context.Error($"{path}.categories[{index}]", "unknown_category",
                        $"category '{mode.Categories[index]}' is in layer '{at.Layer.Id}', which the mode does not run");
                }
            }
        }
    }
}
