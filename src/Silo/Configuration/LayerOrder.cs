using Apex.Configuration.Settings;

namespace Apex.Configuration;

/// <summary>Layers with the order that holds: the number given, else the place in the file.</summary>
internal static class LayerOrder
{
    public static IReadOnlyList<OrderedLayer> Of(ApexConfiguration settings) =>
        [.. settings.Layers
            .Select(static (entry, index) => new OrderedLayer(entry.Key, entry.Value, entry.Value.ExecutionOrder ?? index + 1))
            .OrderBy(static layer => layer.Order)
            .ThenBy(static layer => layer.Settings.Priority)
            .ThenBy(static layer => layer.Id)];
}

/// <param name="Id">Layer id.</param>
/// <param name="Settings">The layer.</param>
/// <param name="Order">Its place.</param>
internal sealed record OrderedLayer(string Id, LayerSettings Settings, int Order);
