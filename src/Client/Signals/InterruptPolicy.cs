namespace Apex.Signals;

/// <summary>What a signal was.</summary>
internal enum SignalKind
{
    Interrupt = 0,
    Terminate = 1,
}

/// <summary>What to do about it.</summary>
internal enum InterruptStep
{
    /// <summary>Ask the person at the terminal.</summary>
    Ask = 0,

    /// <summary>Go on as if nothing had happened.</summary>
    GoOn = 1,

    /// <summary>Leave; the execution goes on.</summary>
    Leave = 2,

    /// <summary>Cancel, wait a moment for the acknowledgement, leave.</summary>
    CancelAndLeave = 3,

    /// <summary>Cancel, then go on following until it has ended.</summary>
    CancelAndFollow = 4,
}

/// <summary><c>--on-interrupt</c>.</summary>
internal enum OnInterrupt
{
    Cancel = 0,
    Detach = 1,
}

/// <summary>The answer of a person who was asked.</summary>
internal enum InterruptAnswer
{
    GoOn = 0,
    Cancel = 1,
    Leave = 2,
}

/// <param name="Step">What to do.</param>
/// <param name="ExitCode">With which code to leave, for the steps that leave.</param>
internal readonly record struct InterruptDecision(InterruptStep Step, int ExitCode);

/// <summary>Decides what signals mean while a run is followed (SPEC 4). Pure: no terminal, no clock.</summary>
/// <param name="atTerminal">True if a person can be asked.</param>
/// <param name="choice"><c>--on-interrupt</c>; null if it was not given.</param>
internal sealed class InterruptPolicy(bool atTerminal, OnInterrupt? choice)
{
    private enum Stage
    {
        Following = 0,
        Asking = 1,
        Cancelling = 2,
    }

    private Stage _stage;

    public InterruptDecision OnSignal(SignalKind kind)
    {
        var code = kind == SignalKind.Terminate ? ExitCode.Terminated : ExitCode.Cancelled;
        if (_stage != Stage.Following)
        {
            return new InterruptDecision(InterruptStep.Leave, code); // the second one means it
        }

        if (choice == OnInterrupt.Detach)
        {
            return new InterruptDecision(InterruptStep.Leave, code);
        }

        if (atTerminal && choice is null && kind == SignalKind.Interrupt)
        {
            _stage = Stage.Asking;
            return new InterruptDecision(InterruptStep.Ask, code);
        }

        _stage = Stage.Cancelling;
        return atTerminal && kind == SignalKind.Interrupt
            ? new InterruptDecision(InterruptStep.CancelAndFollow, code)
            : new InterruptDecision(InterruptStep.CancelAndLeave, code);
    }

    public InterruptDecision OnAnswer(InterruptAnswer answer)
    {
        switch (answer)
        {
            case InterruptAnswer.Cancel:
                _stage = Stage.Cancelling;
                return new InterruptDecision(InterruptStep.CancelAndFollow, ExitCode.Cancelled);
            case InterruptAnswer.Leave:
                return new InterruptDecision(InterruptStep.Leave, ExitCode.Cancelled);
            default:
                _stage = Stage.Following;
                return new InterruptDecision(InterruptStep.GoOn, ExitCode.Passed);
        }
    }
}
