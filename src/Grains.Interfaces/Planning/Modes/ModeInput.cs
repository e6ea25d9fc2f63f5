namespace Apex.Planning.Modes;

/// <summary>What a mode may choose from.</summary>
public sealed record ModeInput
{
    /// <summary>The file's layers in their order.</summary>
    public required IReadOnlyList<LayerFacts> Layers { get; init; }

    /// <summary><c>modes.&lt;id&gt;.custom_config</c> of this mode as JSON; null for none.</summary>
    public string? CustomConfig { get; init; }

    /// <summary>Layers in the foreground, in their order.</summary>
    public IEnumerable<string> Foreground => Layers.Where(static layer => !layer.Background).Select(static layer => layer.Id);

    /// <summary>Layers in the background, in their order.</summary>
    public IEnumerable<string> Background => Layers.Where(static layer => layer.Background).Select(static layer => layer.Id);
}

/// <summary>What a mode may know of a layer.</summary>
/// <param name="Id">Layer id.</param>
/// <param name="Background">True if it does not gate.</param>
public sealed record LayerFacts(string Id, bool Background)
{
    /// <summary><c>custom_config</c> of the layer as JSON; null for none.</summary>
    public string? CustomConfig { get; init; }
}
