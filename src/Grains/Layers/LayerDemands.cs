using Apex.Planning;

namespace Apex.Layers;

public static class LayerDemands
{
    /// <summary>How many attempts of a layer may be with hosts at once: where one result can stop the rest, nothing is placed ahead of its slot.</summary>
    public static int MaxPlaced(LayerPlan plan) => plan switch
    {
        { Mode: LayerMode.Sequential } => 1,
        { FailFast: FailFast.Immediate or FailFast.Category } => plan.MaxParallelInstances,
        _ => int.MaxValue,
    };
}
