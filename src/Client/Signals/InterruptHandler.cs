using Apex.Connection;
using Apex.Following;
using Apex.Output;

namespace Apex.Signals;

/// <summary>Carries out what <see cref="InterruptPolicy"/> decides while a run is followed.</summary>
internal sealed class InterruptHandler(InterruptPolicy policy, ApexClient client, ProgressScreen screen, IKeyboard keyboard, IOutput output, TimeProvider time)
{
    /// <summary>How long a cancel's acknowledgement is waited for.</summary>
    public static readonly TimeSpan AcknowledgeWithin = TimeSpan.FromSeconds(5);

    /// <summary>Handles signals until one of them says to leave.</summary>
    /// <returns>Exit code to leave with.</returns>
    public async Task<int> UntilLeaveAsync(string execution, ISignalWatch watch, CancellationToken cancellationToken)
    {
        await foreach (var signal in watch.Signals.ReadAllAsync(cancellationToken))
        {
            var decision = policy.OnSignal(signal);
            if (decision.Step == InterruptStep.Ask)
            {
                var asked = AskAsync();
                var second = watch.Signals.WaitToReadAsync(cancellationToken).AsTask();
                if (await Task.WhenAny(asked, second) == second)
                {
                    await second;
                    continue; // the next turn of the loop takes that signal
                }

                screen.Resume();
                decision = policy.OnAnswer(await asked);
            }

            if (await CarryOutAsync(decision, execution, cancellationToken))
            {
                return decision.ExitCode;
            }
        }

        throw new OperationCanceledException(cancellationToken);
    }

    private async Task<bool> CarryOutAsync(InterruptDecision decision, string execution, CancellationToken cancellationToken)
    {
        switch (decision.Step)
        {
            case InterruptStep.Leave:
                screen.Pause();
                output.Note($"the execution goes on: apex watch {execution}");
                return true;
            case InterruptStep.CancelAndLeave:
                screen.Pause();
                await CancelAsync(execution, cancellationToken);
                return true;
            case InterruptStep.CancelAndFollow:
                await CancelAsync(execution, cancellationToken);
                return false;
            default:
                return false;
        }
    }

    private async Task<InterruptAnswer> AskAsync()
    {
        screen.Pause();
        output.Warn("interrupted: [c]ancel the execution, [l]eave it running, [g]o on?  (Ctrl-C again leaves)");
        while (true)
        {
            switch (await keyboard.ReadKeyAsync())
            {
                case 'c':
                    return InterruptAnswer.Cancel;
                case 'l':
                    return InterruptAnswer.Leave;
                case 'g' or '\r' or '\n' or '\x1b':
                    return InterruptAnswer.GoOn;
            }
        }
    }

    private async Task CancelAsync(string execution, CancellationToken cancellationToken)
    {
        output.Note($"cancelling {execution} …");
        using var limit = new CancellationTokenSource(AcknowledgeWithin, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await client.CancelAsync(execution, "interrupted", either.Token);
            output.Note("cancelled: what runs is being stopped");
        }
        catch (Exception error) when (error is OperationCanceledException or CliException && !cancellationToken.IsCancellationRequested)
        {
            output.Warn($"the cancel was not acknowledged within {Wording.Duration(AcknowledgeWithin)}; check with: apex status {execution}");
        }
    }
}
