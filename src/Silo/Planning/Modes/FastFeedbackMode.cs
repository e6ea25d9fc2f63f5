namespace Apex.Planning.Modes;

/// <summary>The first layer only.</summary>
internal sealed class FastFeedbackMode : IExecutionMode
{
    public string Id => "fast_feedback";

    public string Meaning => "the layer fast_feedback, within 5 minutes";

    public int? TotalMinutes => 5;

    public ModeChoice Choose(ModeInput input) => new() { Layers = ["fast_feedback"] };
}
