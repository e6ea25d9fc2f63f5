using Apex.Configuration;
using Apex.Configuration.Settings;

namespace Apex.Planning;

/// <summary>What is to run: layers in their order, each with the categories that are left of it.</summary>
internal sealed record Selection
{
    public required IReadOnlyList<SelectedLayer> Layers { get; init; }

    public FailFast? FailFast { get; init; }

    /// <summary>True: background layers begin at once.</summary>
    public bool BackgroundBeside { get; init; }

    /// <summary>True: one layer for all categories.</summary>
    public bool WithoutLayers { get; init; }

    /// <summary>Categories that somebody named, without what was pulled in.</summary>
    public IReadOnlyList<string> Named { get; init; } = [];
}

/// <param name="Layer">The layer.</param>
/// <param name="Categories">Its categories that run, in the order of the file.</param>
/// <param name="Background">True if it does not gate in this plan.</param>
internal sealed record SelectedLayer(OrderedLayer Layer, IReadOnlyList<CategorySettings> Categories, bool Background);
