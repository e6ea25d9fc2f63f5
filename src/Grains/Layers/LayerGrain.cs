using Apex.Executions;
using Apex.Persistence;
using Apex.Planning;
using Apex.Resources;
using Microsoft.Extensions.Logging;

namespace Apex.Layers;

/// <summary>Keeps a layer moving: its row says what it came to, <see cref="LayerProgress"/> what is left, and each turn sends what both imply.</summary>
public sealed partial class LayerGrain : Grain, ILayerGrain, IDisposable
{
    private readonly DurableRows _rows;
    private readonly IPlanStore _plans;
    private readonly ICategoryRows _categories;
    private readonly ICategoryHistory _history;
    private readonly GrainsOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<LayerGrain> _logger;
    private readonly DurableState<LayerState> _row;
    private readonly LayerStops _stops;
    private readonly Alarm _alarm;
    private LayerPlan? _plan;
    private ExecutionPlan? _wholePlan;
    private LayerProgress? _progress;
    private DateTimeOffset _heardAt;
    private DateTimeOffset _nextOrder;
    private DateTimeOffset? _resendAt;
    private bool _rebuilt;

    public LayerGrain(DurableRows rows, IPlanStore plans, ICategoryRows categories, ICategoryHistory history, Agents.ILayerExecutionAgentClient agents, GrainsOptions options, TimeProvider time, ILogger<LayerGrain> logger)
    {
        (_rows, _plans, _categories, _history, _options, _time, _logger) = (rows, plans, categories, history, options, time, logger);
        _row = rows.Open<LayerState>(StateNames.Layer, this.GetGrainId());
        _stops = new LayerStops(GrainFactory, agents, options, time);
        _alarm = new Alarm(this, time, RingAsync);
    }

    private DateTimeOffset Now => _time.GetUtcNow();

    private string Key => this.GetPrimaryKeyString();

    private bool IsLive => _row.Exists && !_row.Value.State.IsTerminal();

    public override Task OnActivateAsync(CancellationToken cancellationToken) => _row.EnsureReadAsync();

    public void Dispose() => _alarm.Dispose();

    public async Task StartAsync(StartLayerRequest request)
    {
        if (!_row.Exists)
        {
            var (execution, layer) = ApexKeys.SplitLayer(Key);
            await LoadPlanAsync(request.PlanHash, layer);
            var progress = await NewProgressAsync();
            await WriteAsync(LayerTransitions.Begin(execution, _plan!, request, Now), "layer.start");
            _progress = progress; // nothing has a row yet: no need to look
            _heardAt = Now;
        }

        if (IsLive)
        {
            _alarm.Set(Now);
        }
    }

    public async Task<LayerSnapshot?> WakeAsync()
    {
        if (IsLive)
        {
            await RefreshAsync();
            await TurnAsync(orderNow: true);
            SendDemand();
        }

        return await GetAsync();
    }

    public async Task CategoriesChangedAsync(CategoriesChanged hint)
    {
        if (!IsLive)
        {
            return;
        }

        if (_progress is null)
        {
            await RefreshAsync();
        }

        _heardAt = Now;
        foreach (var change in hint.Changes)
        {
            _progress!.Apply(change.Category, change.RetryAfterMs > 0 ? Now.AddMilliseconds(change.RetryAfterMs) : null, Now);
        }

        await TurnAsync(orderNow: false);
    }

    public async Task ServicesChangedAsync(LayerServices services)
    {
        if (IsLive)
        {
            if (_progress is null)
            {
                await RefreshAsync();
            }

            _progress!.See(services);
            _alarm.Set(Now);
        }
    }

    public async Task StopAsync(StopLayerRequest request)
    {
        if (IsLive)
        {
            await StopRowAsync(request.Verdict, request.Reason, failedFast: false);
            _alarm.Set(Now);
        }
    }

    public Task<LayerSnapshot?> GetAsync() =>
        Task.FromResult(_row.Exists ? WithServices(LayerTransitions.ToSnapshot(_row.Value, _plan, _progress?.Totals)) : null);

    /// <summary>Does what row and progress imply now.</summary>
    private async Task TurnAsync(bool orderNow)
    {
        var (now, progress, plan) = (Now, _progress!, _plan!);
        progress.ReleaseRetries(now);
        if (_row.Value.Stopping == Verdict.None)
        {
            await EndUnservableAsync(plan, progress, now);
        }

        if (_row.Value.Stopping == Verdict.None && progress.Totals.Open > 0)
        {
            await StopIfOverAsync(plan, progress, now);
        }

        if (_row.Value.Stopping != Verdict.None)
        {
            await OrderStopsAsync(progress, now, orderNow);
        }

        if (progress.Totals.Open == 0)
        {
            await FinishAsync(plan, progress);
            return;
        }

        if (_row.Value.Stopping == Verdict.None && progress.Fill())
        {
            SendDemand();
        }

        _alarm.Set(
            _heardAt + _options.SafetyWake,
            _resendAt,
            _row.Value.Stopping != Verdict.None ? _nextOrder : _row.Value.Deadline,
            progress.NextRetryAt,
            progress.WaitingForService.Any() ? ServicesDeadline(plan) : null);
    }

    private async Task StopIfOverAsync(LayerPlan plan, LayerProgress progress, DateTimeOffset now)
    {
        if (now >= _row.Value.Deadline)
        {
            await StopRowAsync(Verdict.TimedOut, "the layer's time is used up", failedFast: false);
        }
        else if (plan.FailFast is FailFast.Immediate or FailFast.Category
            && !LayerVerdicts.CanStillPass(plan.Criteria, progress.Totals, plan.Categories.TrueForAll(category => category.Results is not null)))
        {
            await StopRowAsync(LayerVerdicts.WorstOf(plan.Criteria, progress.Totals), "fail_fast: the layer can no longer meet its criteria", failedFast: true);
            TellExecution(); // it may have to stop more than this layer
        }
    }

    private async Task StopRowAsync(Verdict verdict, string reason, bool failedFast)
    {
        if (LayerTransitions.Stop(_row.Value, verdict, reason, failedFast, Now) is { } next)
        {
            await WriteAsync(next, "layer.stop");
            _nextOrder = default;
        }
    }

    private async Task OrderStopsAsync(LayerProgress progress, DateTimeOffset now, bool orderNow)
    {
        var state = _row.Value;
        if (!orderNow && now < _nextOrder)
        {
            return;
        }

        Send(new LayerDemand { LayerKey = Key, PlanHash = state.PlanHash, Categories = [] });
        if (_rebuilt && progress.Fill())
        {
            _ = progress.Demand(); // what an earlier activation may have asked for is fenced by a row of its own
        }

        progress.SkipUnasked(state.Reason ?? "the layer was stopped");
        var @class = state is { Stopping: Verdict.TimedOut, FailedFast: false } ? FailureClass.Timeout : FailureClass.Cancelled;
        foreach (var ended in await _stops.OrderAsync(Key, progress.Unfinished, @class, state.Reason ?? "the layer was stopped"))
        {
            progress.Apply(ended, null, now);
        }

        _nextOrder = Now + _options.StopRepeat;
    }

    private async Task FinishAsync(LayerPlan plan, LayerProgress progress)
    {
        while (LayerTransitions.AnnounceSkips(_row.Value, progress, Now) is { } announced)
        {
            await WriteAsync(announced, "layer.skips");
        }

        await WriteAsync(LayerTransitions.Complete(_row.Value, plan, progress, Now), "layer.end");
        _alarm.Dispose();
        Send(new LayerDemand { LayerKey = Key, PlanHash = _row.Value.PlanHash, Categories = [] });
        TellExecution();
        LogEnded(Key, _row.Value.Verdict);
    }

    private void TellExecution() =>
        Hints.Send(GrainFactory.GetGrain<IExecutionGrain>(_row.Value.ExecutionId).LayerChangedAsync(_row.Value.Layer), LogHintLost);

    private void SendDemand()
    {
        if (IsLive && _row.Value.Stopping == Verdict.None)
        {
            Send(new LayerDemand
            {
                LayerKey = Key,
                PlanHash = _row.Value.PlanHash,
                Categories = _progress!.Demand(),
                Deadline = _row.Value.Deadline,
                MaxPlaced = LayerDemands.MaxPlaced(_plan!),
                Priority = _wholePlan!.Background?.Priority ?? _plan!.Priority,
                Background = _plan!.Background || _wholePlan!.Background is not null,
                Project = _wholePlan!.Project,
                Branch = _row.Value.Branch,
            });
        }
    }

    private void Send(LayerDemand demand)
    {
        _resendAt = null;
        Hints.Send(GrainFactory.GetGrain<ISchedulerGrain>(_options.Region).RequestAsync(demand), error =>
        {
            LogDemandLost(error, Key);
            if (IsLive)
            {
                _resendAt = Now + _options.StopRepeat;
                _alarm.Set(_resendAt);
            }
        });
    }
}
