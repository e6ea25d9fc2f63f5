using Apex.Configuration;
using Apex.Configuration.Settings;

namespace Apex.Planning;

/// <summary>What the configuration has and a plan does not run, with the reason: a reader of the plan must not have to guess it.</summary>
internal static class Omissions
{
    public static List<PlanOmission> Of(ApexConfiguration settings, PlanRequest request, string mode, Selection selection)
    {
        var planned = selection.Layers.SelectMany(static layer => layer.Categories).Select(static category => category.Name).ToHashSet();
        var result = new List<PlanOmission>();
        foreach (var layer in LayerOrder.Of(settings))
        {
            var missing = layer.Settings.Categories.Where(category => !planned.Contains(category.Name)).ToList();
            if (missing.Count == layer.Settings.Categories.Count)
            {
                result.Add(Layer(layer, request, mode));
            }
            else
            {
                result.AddRange(missing.Select(category => new PlanOmission
                {
                    Layer = layer.Id,
                    Category = category.Name,
                    Code = request.Categories.Count > 0 ? "not_named" : "not_in_mode",
                    Message = request.Categories.Count > 0 ? "not named by --category" : $"mode '{mode}' does not run it",
                }));
            }
        }

        return result;
    }

    private static PlanOmission Layer(OrderedLayer layer, PlanRequest request, string mode)
    {
        var (code, message) = request switch
        {
            _ when layer.Settings.Categories.Count == 0 => ("empty", "it has no categories"),
            { NoBackground: true } when layer.Settings.Background => ("no_background", "background layers are left out by --no-background"),
            { Layers.Count: > 0 } when !request.Layers.Contains(layer.Id) => ("not_named", "not named by --layer"),
            { Categories.Count: > 0 } => ("not_named", "none of its categories is named by --category"),
            _ => ("not_in_mode", $"mode '{mode}' does not run it"),
        };
        return new PlanOmission { Layer = layer.Id, Code = code, Message = message };
    }
}
