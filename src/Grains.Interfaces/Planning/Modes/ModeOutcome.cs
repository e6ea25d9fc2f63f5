namespace Apex.Planning.Modes;

/// <summary>What the layers of the gate came to.</summary>
/// <param name="Layers">Each gating layer with its verdict, in the plan's order.</param>
/// <param name="Worst">The verdict by the rules: the worst of them.</param>
public sealed record ModeOutcome(IReadOnlyList<GateLayer> Layers, Verdict Worst)
{
    /// <summary><c>modes.&lt;id&gt;.custom_config</c> of the mode as JSON; null for none.</summary>
    public string? CustomConfig { get; init; }
}

/// <summary>One gating layer that has ended.</summary>
/// <param name="Layer">Layer id.</param>
/// <param name="Verdict">What it came to.</param>
/// <param name="Reason">Why, where there is more to say; null else.</param>
public sealed record GateLayer(string Layer, Verdict Verdict, string? Reason)
{
    /// <summary><c>custom_config</c> of the layer as JSON; null for none.</summary>
    public string? CustomConfig { get; init; }
}
