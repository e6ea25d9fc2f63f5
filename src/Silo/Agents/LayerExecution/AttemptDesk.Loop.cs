namespace Apex.Agents;

/// <summary>The loop that takes in what the runner tells, and shows signs of life.</summary>
public sealed partial class AttemptDesk
{
    private bool _hasLived;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var life = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var telling = started.RunAsync(life.Token);
        try
        {
            await ResumeAsync(life.Token);
            while (true)
            {
                Beat();
                await SomethingAsync(life.Token);
                while (runner.Events.TryRead(out var item))
                {
                    await HandleAsync(item, life.Token);
                    Beat();
                }

                if (telling.IsFaulted)
                {
                    await telling;
                }
            }
        }
        finally
        {
            await life.CancelAsync();
            await telling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>An earlier life of this loop may have dropped events and reports half way: as after a start, what the runner holds is adopted anew.</summary>
    private async Task ResumeAsync(CancellationToken cancellationToken)
    {
        if (!_hasLived)
        {
            _hasLived = true;
            return;
        }

        followed.Known = false;
        followed.Clear();
        if (followed.Runner is { } connected)
        {
            Health.Count("adopted", await adopter.AdoptAllAsync(connected.HostId, Beat, cancellationToken));
        }
    }

    /// <summary>Waits for an event, at most until the next sign of life is due.</summary>
    private async Task SomethingAsync(CancellationToken cancellationToken)
    {
        using var turn = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        turn.CancelAfter(Health.Heartbeat);
        try
        {
            if (!await runner.Events.WaitToReadAsync(turn.Token))
            {
                throw new InvalidOperationException("the link to the runner is closed");
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return; // nothing happened, which is well
        }
    }

    private void Beat()
    {
        Health.Figure("following", followed.Count);
        Health.Beat();
    }
}
