using Apex.Layers;

namespace Apex.Executions;

/// <summary>Reading layers again when nothing was heard.</summary>
public sealed partial class ExecutionGrain
{
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
