using Apex.Agents;
using Apex.Background;
using Apex.Layers;
using Apex.Persistence;
using Apex.Planning;
using Microsoft.Extensions.Logging;

namespace Apex.Executions;

/// <summary>Records an execution and drives its layers: each turn folds in what layers came to and sends what the row implies.</summary>
public sealed partial class ExecutionGrain : Grain, IExecutionGrain, IDisposable
{
    private readonly DurableRows _rows;
    private readonly IPlanStore _plans;
    private readonly ILiveExecutions _live;
    private readonly ExecutionView _view;
    private readonly ITestOrchestratorAgentClient _orchestrator;
    private readonly ILayerExecutionAgentClient _hosts;
    private readonly IResourceManagementAgentClient _managers;
    private readonly IGateJudge _judge;
    private readonly IRetentionRows _retention;
    private readonly ICrashPoints _crash;
    private readonly GrainsOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<ExecutionGrain> _logger;
    private readonly DurableState<ExecutionRecord> _row;
    private readonly Alarm _alarm;
    private readonly HashSet<string> _started = [];
    private readonly HashSet<string> _stopped = [];
    private ExecutionPlan? _plan;
    private DateTimeOffset _heardAt;
    private DateTimeOffset? _orphanSince;

    public ExecutionGrain(
        DurableRows rows,
        IPlanStore plans,
        ILiveExecutions live,
        ExecutionView view,
        ITestOrchestratorAgentClient orchestrator,
        ILayerExecutionAgentClient hosts,
        IResourceManagementAgentClient managers,
        IGateJudge judge,
        IRetentionRows retention,
        ICrashPoints crash,
        GrainsOptions options,
        TimeProvider time,
        ILogger<ExecutionGrain> logger)
    {
        (_rows, _plans, _live, _view, _orchestrator, _hosts) = (rows, plans, live, view, orchestrator, hosts);
        (_managers, _retention) = (managers, retention);
        (_judge, _crash, _options, _time, _logger) = (judge, crash, options, time, logger);
        _row = rows.Open<ExecutionRecord>(StateNames.Execution, this.GetGrainId());
        _alarm = new Alarm(this, time, RingAsync);
    }

    private DateTimeOffset Now => _time.GetUtcNow();

    private string Id => this.GetPrimaryKeyString();

    private bool IsLive => _row.Exists && _row.Value.State != ExecutionState.Completed;

    public override Task OnActivateAsync(CancellationToken cancellationToken) => _row.EnsureReadAsync();

    public void Dispose() => _alarm.Dispose();

    public async Task<ExecutionSnapshot?> GetAsync(ExecutionQuery query)
    {
        if (!_row.Exists)
        {
            return null;
        }

        var record = _row.Value;
        return await _view.ShowAsync(record, _plan ?? await _plans.LoadAsync(record.PlanHash), query);
    }

    public async Task<ExecutionSnapshot?> CancelAsync(string reason)
    {
        if (IsLive)
        {
            var why = reason.Length > 300 ? reason[..300] : reason;
            if (ExecutionTransitions.Cancel(_row.Value, await PlanAsync(), why, Now) is { } next)
            {
                await WriteAsync(next);
                _alarm.Set(Now);
            }
        }

        return await GetAsync(new ExecutionQuery { Categories = false });
    }

    public async Task WakeAsync()
    {
        if (IsLive)
        {
            await TurnAsync(await WakeLayersAsync());
        }
        else if (_row.Exists)
        {
            await LeaveAsync();
        }
        else
        {
            await RemoveOrphanAsync();
        }
    }

    public async Task LayerChangedAsync(string layer)
    {
        if (IsLive && await LayerOf(layer).GetAsync() is { } snapshot)
        {
            _heardAt = Now;
            _servicesTold[layer] = snapshot.ServicesVersion;
            await TurnAsync([snapshot]);
        }
    }

    public async Task AgentChangedAsync(AgentSnapshot agent)
    {
        if (IsLive && ExecutionTransitions.AgentChanged(_row.Value, agent, Now) is { } next)
        {
            await WriteAsync(next);
        }
    }

    /// <summary>Writes every decision that follows, then does what the row implies.</summary>
    private async Task TurnAsync(IReadOnlyList<LayerSnapshot> seen)
    {
        var plan = await PlanAsync();
        while (true)
        {
            if (await HoldsServicesAsync(plan))
            {
                _alarm.Set(Now + LookAgain);
                return;
            }

            if (ExecutionTransitions.Step(_row.Value, plan, seen, Now, _judge) is not { } next)
            {
                break;
            }

            await FreeTreeAsync(next); // before the verdict is told: whoever hears it may start the next run at once
            await WriteAsync(next);
        }

        await FreeTreeAsync(_row.Value);
        if (_row.Value.State == ExecutionState.Completed)
        {
            _alarm.Dispose();
            LogEnded(Id, _row.Value.Verdict);
            await LeaveAsync();
            TellLane();
            return;
        }

        if (BackgroundTransitions.IsWaiting(_row.Value))
        {
            Rest();
            return;
        }

        _alarm.Set(_heardAt + _options.SafetyWake, ExecutionTransitions.NextDue(_row.Value, Now), await OvertimeAsync());
        foreach (var (outcome, stop) in ExecutionTransitions.Running(_row.Value, plan).ToList())
        {
            await SendAsync(plan, outcome.Layer, stop);
        }

        if (plan.Services.Count > 0)
        {
            _alarm.Set(_heardAt + _options.SafetyWake, ExecutionTransitions.NextDue(_row.Value, Now), await ServeAsync(plan));
        }
    }

    /// <summary>Both messages are harmless when they come again; they are sent once an activation, and at each wake.</summary>
    private async Task SendAsync(ExecutionPlan plan, string layer, bool stop)
    {
        if (!_started.Contains(layer))
        {
            var deadline = ExecutionTransitions.DeadlineOf(_row.Value, plan, plan.Layers.Find(candidate => candidate.Name == layer)!);
            await LayerOf(layer).StartAsync(new StartLayerRequest { PlanHash = _row.Value.PlanHash, GlobalDeadline = deadline, Branch = _row.Value.Branch });
            _started.Add(layer);
        }

        if (stop && !_stopped.Contains(layer))
        {
            var verdict = _row.Value is { Stopping: Verdict.TimedOut, FailedFast: false } ? Verdict.TimedOut : Verdict.Cancelled;
            await LayerOf(layer).StopAsync(new StopLayerRequest { Verdict = verdict, Reason = _row.Value.Reason ?? "stopped" });
            _stopped.Add(layer);
        }
    }

    private async Task WriteAsync(ExecutionRecord next)
    {
        var point = (_row.Exists, next) switch
        {
            (false, _) => "start",
            (_, { Background.StartedAt: not null }) when _row.Value.Background!.StartedAt is null => "execution.pull",
            (_, { State: ExecutionState.Completed }) => "execution.end",
            (_, { Verdict: not Verdict.None }) when _row.Value.Verdict == Verdict.None => "execution.verdict",
            _ => "execution.step",
        };
        try
        {
            await _rows.WriteAsync(_row, next, point);
        }
        catch
        {
            DeactivateOnIdle(); // the write may have committed: the next activation reads what is true, and goes on from there
            Hints.Send(GrainFactory.GetGrain<IExecutionGrain>(Id).WakeAsync(), LogHintLost);
            throw;
        }
    }

    private ILayerGrain LayerOf(string layer) => GrainFactory.GetGrain<ILayerGrain>(ApexKeys.Layer(Id, layer));

    private async ValueTask<ExecutionPlan> PlanAsync() => _plan ??= await _plans.LoadAsync(_row.Value.PlanHash);
}
