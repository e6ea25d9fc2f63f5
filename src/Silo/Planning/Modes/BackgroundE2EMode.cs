namespace Apex.Planning.Modes;

/// <summary>The background layers, as an execution of their own.</summary>
internal sealed class BackgroundE2EMode : IExecutionMode
{
    private const string Standard = "e2e_background";

    public string Id => "background_e2e";

    public IReadOnlyList<string> Aliases => ["background"];

    public string Meaning => "the layer e2e_background, else every background layer, within 120 minutes";

    public int? TotalMinutes => 120;

    public ModeChoice Choose(ModeInput input) => new()
    {
        Layers = input.Layers.Any(static layer => layer.Id == Standard) ? [Standard] : [.. input.Background],
        Alone = true,
    };
}
