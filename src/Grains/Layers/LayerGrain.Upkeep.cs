using Apex.Categories;
using Apex.Executions;
using Apex.Planning;

namespace Apex.Layers;

/// <summary>Reading rows again, and writing the own one.</summary>
public sealed partial class LayerGrain
{
    public Task ForgetAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    private const int RowsAtOnce = 1_000;

    /// <summary>The alarm: a deadline, a backoff, or nothing was heard for a while and a hint may have been lost.</summary>
    private async Task RingAsync()
    {
        try
        {
            if (!IsLive)
            {
                return;
            }

            var quiet = _progress is null || Now - _heardAt >= _options.SafetyWake;
            if (quiet)
            {
                await RefreshAsync();
            }
            else if (_progress!.Externals.Count > 0)
            {
                await ResolveExternalsAsync();
            }

            var resend = quiet || (_resendAt is { } at && at <= Now);
            await TurnAsync(orderNow: false);
            if (resend)
            {
                SendDemand();
            }
        }
        catch (Exception error)
        {
            LogTurnFailed(error, Key);
            if (!_row.IsBroken)
            {
                _alarm.Set(Now + _options.StopRepeat);
            }
        }
    }

    private async Task RefreshAsync()
    {
        var state = _row.Value;
        await LoadPlanAsync(state.PlanHash, state.Layer);
        _rebuilt |= _progress is null;
        _progress ??= await NewProgressAsync();
        IReadOnlyList<CategoryState> page;
        string? after = null;
        do
        {
            page = await _categories.ReadAsync(state.ExecutionId, state.Layer, after, RowsAtOnce);
            foreach (var row in page)
            {
                _progress.Apply(row.ToSnapshot(), row.RetryAt, Now);
                after = ApexKeys.Category(row.ExecutionId, row.Layer, row.Category);
            }
        }
        while (page.Count == RowsAtOnce);

        await ResolveExternalsAsync();
        _heardAt = Now;
        if (_progress.ServicesVersion == 0 && _progress.WaitingForService.Any())
        {
            TellExecution(); // an earlier activation knew how they stand: it says it again
        }
    }

    private async Task ResolveExternalsAsync()
    {
        foreach (var dependency in _progress!.Externals.ToList())
        {
            var layer = _wholePlan!.Layers.Find(candidate => candidate.Categories.Exists(category => category.Name == dependency));
            if (layer is null)
            {
                _progress.ResolveExternal(dependency, passed: true); // not part of this run: the planner has said so
                continue;
            }

            var execution = _row.Value.ExecutionId;
            var category = await GrainFactory.GetGrain<ICategoryGrain>(ApexKeys.Category(execution, layer.Name, dependency)).GetAsync();
            if (category.State.IsTerminal() || await HasEndedAsync(execution, layer.Name))
            {
                _progress.ResolveExternal(dependency, category.Verdict == Verdict.Passed);
            }
        }
    }

    private async Task<bool> HasEndedAsync(string execution, string layer)
    {
        var whole = await GrainFactory.GetGrain<IExecutionGrain>(execution).GetAsync(new ExecutionQuery { Categories = false });
        return whole?.Layers.Find(candidate => candidate.Name == layer)?.State.IsTerminal() ?? true;
    }

    private async Task LoadPlanAsync(string hash, string layer)
    {
        if (_plan is null)
        {
            _wholePlan = await _plans.LoadAsync(hash);
            _plan = _wholePlan.Layers.Find(candidate => candidate.Name == layer)
                ?? throw new KeyNotFoundException($"plan {hash} has no layer {layer}");
        }
    }

    /// <summary>The order is soft: another activation may find another history.</summary>
    private async Task<LayerProgress> NewProgressAsync()
    {
        var (plan, whole) = (_plan!, _wholePlan!);
        var asks = StartOrder.Asks(plan, whole.Layers);
        return new LayerProgress(plan, asks.Count == 0 ? null : StartOrder.Ranks(plan, whole.Layers, await _history.ReadAsync(whole.Project, asks)));
    }

    private async Task WriteAsync(LayerState next, string point)
    {
        try
        {
            await _rows.WriteAsync(_row, next, point);
        }
        catch
        {
            DeactivateOnIdle(); // the write may have committed: the next activation reads what is true, and goes on from there
            Hints.Send(GrainFactory.GetGrain<ILayerGrain>(Key).WakeAsync(), LogHintLost);
            throw;
        }
    }
}
