using Apex.Commands;
using Apex.Connection;
using Apex.Executions;
using Apex.Following;
using Apex.Output;
using Apex.Signals;

namespace Apex.Runs;

/// <summary>Starts an execution and follows it to its verdict, or prints its id and leaves.</summary>
internal sealed class FollowedStart(ApexClient client, Invocation call)
{
    /// <summary>Prints the id and leaves the run to the silo.</summary>
    public required bool Detach { get; init; }

    /// <summary>How progress was asked to be shown; null for what fits.</summary>
    public required ProgressMode? Progress { get; init; }

    /// <summary>What signals were asked to mean; null asks a person and cancels a script's run.</summary>
    public required OnInterrupt? OnInterrupt { get; init; }

    /// <summary>Said once the start is acknowledged; null for nothing.</summary>
    public string? Note { get; init; }

    /// <returns>Exit code.</returns>
    public async Task<int> RunAsync(StartExecutionRequest request, string? key, CancellationToken cancellationToken)
    {
        // From before the start: a signal that comes right after it must not leave the run behind.
        using var signals = Detach ? null : call.Host.Signals.Watch();
        var starting = new RunStarter(client, call.Host.Time, call.Output).StartAsync(request, key, cancellationToken);
        if (signals is not null && await InterruptedAsync(starting, signals, cancellationToken) is { } code)
        {
            return code;
        }

        var execution = await starting;
        if (Note is not null)
        {
            call.Output.Note(Note);
        }

        if (signals is null)
        {
            call.Output.Result(call.Output.Format == OutputFormat.Text ? execution.Id : ExecutionListDocument.Started(execution.Id, call.Output.Format == OutputFormat.Json));
            return ExitCode.Passed;
        }

        var mode = ProgressViews.Choose(Progress, call.Output.Format, call.Output.Quiet, call.Host.Terminal, call.Host.Environment);
        var policy = new InterruptPolicy(call.Host.Terminal is { InputIsTerminal: true, ErrorIsTerminal: true }, OnInterrupt);
        return await new FollowSession(call.Host, call.Output, client, mode).RunAsync(execution, toTheEnd: false, policy, owner: true, signals, cancellationToken);
    }

    /// <summary>A signal before the start is acknowledged: the run that it may have begun must not go on unseen, so the acknowledgement is waited for a moment.</summary>
    /// <returns>Exit code to leave with; null if the run is to be followed, which takes the signal up.</returns>
    private async Task<int?> InterruptedAsync(Task starting, ISignalWatch signals, CancellationToken cancellationToken)
    {
        var signal = signals.Signals.WaitToReadAsync(cancellationToken).AsTask();
        if (await Task.WhenAny(starting, signal) == starting)
        {
            return null;
        }

        var late = Task.Delay(InterruptHandler.AcknowledgeWithin, call.Host.Time, cancellationToken);
        if (await Task.WhenAny(starting, late) == starting || !signals.Signals.TryRead(out var kind))
        {
            return null;
        }

        var code = kind == SignalKind.Terminate ? ExitCode.Terminated : ExitCode.Cancelled;
        var what = $"interrupted before the start was acknowledged within {Wording.Duration(InterruptHandler.AcknowledgeWithin)}; it may have begun: apex list";
        if (call.Output.Format != OutputFormat.Text)
        {
            throw new CliException("interrupted", code, what);
        }

        call.Output.Warn(what);
        return code;
    }
}
