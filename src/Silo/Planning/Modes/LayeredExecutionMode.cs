namespace Apex.Planning.Modes;

/// <summary>Everything, layer after layer. The default.</summary>
/// <remarks>A layer that an environment takes out of the background is in the foreground here: it is never silently dropped.</remarks>
internal sealed class LayeredExecutionMode : IExecutionMode
{
    public string Id => "layered_execution";

    public IReadOnlyList<string> Aliases => ["nightly"];

    public string Meaning => "every layer in order, background layers after what they depend on";

    public ModeChoice Choose(ModeInput input) => new() { Layers = [.. input.Foreground, .. input.Background] };
}
