namespace Apex;

public static class StepStates
{
    /// <summary>True for a state that never changes again.</summary>
    public static bool IsTerminal(this StepState state) => state is StepState.Completed or StepState.Skipped;
}
