using Apex.Connection;
using Apex.Executions;
using Apex.Progress;

namespace Apex.Following;

/// <summary>Follows an execution's events to the end that matters to the caller.</summary>
internal sealed class Follower(ApexClient client, ProgressScreen screen, TimeProvider time)
{
    // After the gate's verdict the last event is a commit away, unless background layers go on.
    private static readonly TimeSpan _lastEvent = TimeSpan.FromSeconds(3);

    // Services are stopped between the two; a run that returned earlier would leave them to be killed with a CI job.
    private static readonly TimeSpan _servicesStop = TimeSpan.FromSeconds(65);

    // A run that does nothing for this long has a reason, which the region may know.
    private static readonly TimeSpan _askWhy = TimeSpan.FromSeconds(5);

    /// <summary>Shows events until the verdict, or until the last event.</summary>
    /// <param name="execution">The execution as it is known now.</param>
    /// <param name="toTheEnd">True follows background layers too.</param>
    /// <param name="cancellationToken">Ends the following, not the execution.</param>
    public async Task FollowAsync(ExecutionSnapshot execution, bool toTheEnd, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        using var lastCall = time.CreateTimer(_ => limit.Cancel(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        var hasServices = false;
        screen.Begin(execution);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(either.Token);
        var explaining = ExplainAsync(over.Token);
        try
        {
            await foreach (var progress in client.WatchAsync(execution.Id, 0, either.Token))
            {
                screen.Show(progress);
                hasServices |= progress.Type == EventTypes.ServiceStarting;
                if (progress.Type == EventTypes.VerdictDecided && !toTheEnd)
                {
                    if (screen.BackgroundOpen)
                    {
                        return;
                    }

                    lastCall.Change(hasServices ? _servicesStop : _lastEvent, Timeout.InfiniteTimeSpan);
                }

                if (progress.Type == EventTypes.OrchestrationCompleted)
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return; // the verdict is known; the last event did not come in time
        }
        finally
        {
            await over.CancelAsync();
            await explaining;
        }
    }

    private async Task ExplainAsync(CancellationToken cancellationToken)
    {
        using var beat = new PeriodicTimer(_askWhy, time);
        try
        {
            while (await beat.WaitForNextTickAsync(cancellationToken))
            {
                screen.Explain(screen.Idle ? await client.TroubleAsync().WaitAsync(cancellationToken) : null);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }
    }
}
