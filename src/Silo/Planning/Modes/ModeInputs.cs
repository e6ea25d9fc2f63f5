using Apex.Configuration;

namespace Apex.Planning.Modes;

/// <summary>What modes are shown of a configuration.</summary>
internal static class ModeInputs
{
    public static ModeInput Of(IReadOnlyList<OrderedLayer> layers, string? customConfig) => new()
    {
        CustomConfig = customConfig,
        Layers = [.. layers.Select(static layer => new LayerFacts(layer.Id, layer.Settings.Background) { CustomConfig = layer.Settings.CustomConfig?.Json })],
    };
}
