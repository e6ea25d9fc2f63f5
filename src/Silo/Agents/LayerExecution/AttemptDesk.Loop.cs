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
            using var pulse = new PeriodicTimer(Health.Heartbeat);
            var beat = pulse.WaitForNextTickAsync(life.Token).AsTask();
            while (true)
            {
                Beat();
                var arrived = runner.Events.WaitToReadAsync(life.Token).AsTask();
                while (await Task.WhenAny(arrived, beat) == beat)
                {
                    await beat;
                    Beat();
                    beat = pulse.WaitForNextTickAsync(life.Token).AsTask();
                }

                if (!await arrived)
                {
                    throw new InvalidOperationException("the link to the runner is closed");
                }

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

    private void Beat()
    {
        Health.Figure("following", followed.Count);
        Health.Beat();
    }
}
