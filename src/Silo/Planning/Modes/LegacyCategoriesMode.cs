namespace Apex.Planning.Modes;

/// <summary>Named categories without their layers.</summary>
internal sealed class LegacyCategoriesMode : IExecutionMode
{
    public string Id => "legacy_categories";

    public IReadOnlyList<string> Aliases => ["legacy"];

    public string Meaning => "the categories that are named and what they depend on, without layers, within 60 minutes";

    public int? TotalMinutes => 60;

    public ModeChoice Choose(ModeInput input) => new() { Layers = [.. input.Layers.Select(static layer => layer.Id)], WithoutLayers = true, Alone = true };
}
