namespace Apex.Planning.Modes;

/// <summary>Foreground layers in order, background layers beside them from the start.</summary>
internal sealed class HybridExecutionMode : IExecutionMode
{
    public string Id => "hybrid_execution";

    public IReadOnlyList<string> Aliases => ["hybrid"];

    public string Meaning => "every foreground layer in order, background layers beside them from the start";

    public ModeChoice Choose(ModeInput input) => new() { Layers = [.. input.Foreground, .. input.Background], BackgroundBeside = true };
}
