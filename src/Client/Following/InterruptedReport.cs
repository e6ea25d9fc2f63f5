using Apex.Connection;
using Apex.Executions;
using Apex.Output;
using Apex.Signals;

namespace Apex.Following;

/// <summary>The document of a run that a signal made us leave: as it stands, so that whoever asked for JSON has something to read.</summary>
internal sealed class InterruptedReport(ApexClient client, IOutput output, TimeProvider time)
{
    /// <param name="id">The execution.</param>
    /// <param name="exitCode">With which the command leaves.</param>
    /// <param name="watch">Another signal ends the wait for an answer.</param>
    /// <param name="cancellationToken">Ends it too.</param>
    /// <exception cref="CliException">Nothing of it can be had in a moment.</exception>
    public async Task ShowAsync(string id, int exitCode, ISignalWatch watch, CancellationToken cancellationToken)
    {
        if (output.Format != OutputFormat.Json)
        {
            return;
        }

        var execution = await AskAsync(id, watch, cancellationToken) ?? throw new CliException("interrupted", exitCode, $"interrupted, and how execution {id} stands could not be learnt")
        {
            Hints = [$"it has its own life: apex status {id}"],
        };
        try
        {
            output.Result(ExecutionDocument.ToJson(execution));
        }
        catch (BrokenPipeException)
        {
            return; // nobody reads it; the code still tells
        }
    }

    private async Task<ExecutionSnapshot?> AskAsync(string id, ISignalWatch watch, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(InterruptHandler.AcknowledgeWithin, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var asked = client.GetAsync(id, either.Token);
            if (await Task.WhenAny(asked, watch.Signals.WaitToReadAsync(either.Token).AsTask()) != asked)
            {
                await limit.CancelAsync();
            }

            return await asked;
        }
        catch (Exception error) when (error is OperationCanceledException or CliException && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
