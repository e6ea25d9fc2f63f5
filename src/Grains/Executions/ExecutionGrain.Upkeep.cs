using Apex.Layers;
using Apex.Progress;

namespace Apex.Executions;

/// <summary>Reading layers again when nothing was heard, and the removal of what has been kept long enough.</summary>
public sealed partial class ExecutionGrain
{
    private const long NoEstimate = -1;
    private long? _estimate;

    public async Task<bool> RemoveAsync()
    {
        if (IsLive)
        {
            return false;
        }

        // Without a row too: what a crash or an earlier build left. What activations know is no longer so, and the same id may be started again.
        await _retention.RemoveAsync(Id);
        DeactivateOnIdle();
        await GrainFactory.GetGrain<IProgressFeedGrain>(Id).ForgetAsync();
        await Task.WhenAll(_row.Value.Layers.Select(outcome => LayerOf(outcome.Layer).ForgetAsync()));
        return true;
    }

    private async Task RingAsync()
    {
        try
        {
            if (IsLive)
            {
                await TurnAsync(Now - _heardAt >= _options.SafetyWake ? await WakeLayersAsync() : []);
            }
        }
        catch (Exception error)
        {
            LogTurnFailed(error, Id);
            if (!_row.IsBroken)
            {
                _alarm.Set(Now + _options.StopRepeat);
            }
        }
    }

    /// <summary>Raises the alert that it takes longer than was to be expected. The estimate is asked for once, when it could matter.</summary>
    /// <returns>When to look again; null if that is not needed.</returns>
    private async Task<DateTimeOffset?> OvertimeAsync()
    {
        if (_row.Value is not { StartedAt: { } started, OvertimeSince: null, Verdict: Verdict.None } || _estimate == NoEstimate)
        {
            return null;
        }

        var now = Now;
        if (now < started + _options.Overtime)
        {
            return started + _options.Overtime;
        }

        _estimate ??= await EstimateAsync();
        var due = started.AddMilliseconds(_estimate.Value) + _options.Overtime;
        if (_estimate == NoEstimate || now < due)
        {
            return _estimate == NoEstimate ? null : due;
        }

        if (ExecutionTransitions.Overtime(_row.Value, _estimate.Value, now) is { } next)
        {
            await WriteAsync(next);
        }

        return null;
    }

    /// <summary>Without an estimate nothing can be longer than it.</summary>
    private async Task<long> EstimateAsync()
    {
        try
        {
            return await _orchestrator.Local.EstimateAsync(_row.Value.PlanHash) ?? NoEstimate;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            LogNoEstimate(error, Id);
            return NoEstimate;
        }
    }

    private async Task<List<LayerSnapshot>> WakeLayersAsync()
    {
        var seen = new List<LayerSnapshot>();
        _stopped.Clear();
        foreach (var outcome in _row.Value.Layers.Where(layer => layer.State == StepState.Running))
        {
            if (await LayerOf(outcome.Layer).WakeAsync() is { } snapshot)
            {
                seen.Add(snapshot);
                _servicesTold[outcome.Layer] = snapshot.ServicesVersion;
            }
            else
            {
                _started.Remove(outcome.Layer);
            }
        }

        _heardAt = Now;
        return seen;
    }
}
