using Apex.Background;

namespace Apex.Executions;

/// <summary>Waiting in the background lane, and the turn.</summary>
public sealed partial class ExecutionGrain
{
    public async Task<bool> PullAsync()
    {
        if (!_row.Exists || BackgroundTransitions.Pull(_row.Value, Now) is not { } next)
        {
            return false;
        }

        await WriteAsync(next);
        _heardAt = Now;
        _alarm.Set(Now);
        return true;
    }

    /// <summary>Nothing is to be done until its turn: the row waits, not the activation.</summary>
    private void Rest()
    {
        _alarm.Dispose();
        TellLane();
    }

    private void TellLane()
    {
        if (_row.Value.Background is not null)
        {
            Hints.Send(GrainFactory.GetGrain<IBackgroundQueueGrain>(_options.Region).ChangedAsync(), LogHintLost);
        }
    }
}
