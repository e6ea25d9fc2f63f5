using Apex.Agents;
using Apex.Persistence;
using Apex.Planning;

namespace Apex.Executions;

/// <summary>The start, step by step; a death between two steps leaves what is said beside each.</summary>
public sealed partial class ExecutionGrain
{
    private bool _treeIsFree;

    public async Task<StartReply> StartAsync(StartExecutionRequest request)
    {
        if (_row.Exists)
        {
            return await AnswerExistingAsync(request);
        }

        if (ExecutionBirth.Refuse(request) is { } refusal)
        {
            return new StartReply { Outcome = StartOutcome.Invalid, Message = refusal };
        }

        PlanReply planned;
        try
        {
            if (await GrainFactory.GetGrain<IOrchestrationControllerGrain>(_options.Region).WhyNoStartAsync() is { } bar)
            {
                return new StartReply { Outcome = StartOutcome.Unavailable, Message = $"the region cannot start executions now: {bar}" };
            }

            planned = await _orchestrator.Local.PlanAsync(request.Plan with { ForRun = true }); // changes nothing
            if (planned.Unavailable is { } down)
            {
                return new StartReply { Outcome = StartOutcome.Unavailable, Message = $"nothing can be planned now: {down}" };
            }

            if (planned.Plan is null || planned.Hash is null)
            {
                return new StartReply { Outcome = StartOutcome.Invalid, Problems = planned.Problems };
            }

            await PutContextAsync(request, planned); // left behind: a private file on the host, under an id that never runs
            await _plans.SaveAsync(planned.Hash, planned.Plan); // left behind: a plan that nobody refers to; the same plan again is the same row
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            LogStartFailed(error, Id);
            return new StartReply { Outcome = StartOutcome.Unavailable, Message = $"the region cannot start executions now: {error.Message}" };
        }

        return await RecordAsync(request, planned);
    }

    private async Task<StartReply> RecordAsync(StartExecutionRequest request, PlanReply planned)
    {
        var plan = planned.Plan!;
        _crash.Hit("start.before_live");
        var holder = await _live.TryAddAsync(plan.Background is null
            ? new LiveExecution(Id, plan.Project, plan.ProjectFolder, request.AllowSharedTree)
            : WithoutTree(plan.Project)); // a tree is never closed to the foreground by what waits behind it
        _crash.Hit("start.after_live");
        if (holder is not null && holder != Id)
        {
            return new StartReply { Outcome = StartOutcome.TreeBusy, Message = $"execution {holder} runs on {plan.ProjectFolder}", Problems = planned.Problems };
        }

        // Left behind from here on: a live entry without a row. The same start again takes it over, else the sweeper's wakes remove it.
        await WriteAsync(ExecutionBirth.Create(Id, _options.Region, request, plan, planned.Hash!, Now));
        (_plan, _heardAt) = (plan, Now);
        _alarm.Set(Now);
        _crash.Hit("start.after_row");
        LogStarted(Id, plan.Project, plan.Mode);
        return new StartReply { Outcome = StartOutcome.Started, Execution = ExecutionView.Unbegun(_row.Value, plan), Problems = planned.Problems };
    }

    private async Task<StartReply> AnswerExistingAsync(StartExecutionRequest request)
    {
        var same = _row.Value.RequestHash == ExecutionBirth.HashOf(request);
        return new StartReply
        {
            Outcome = same ? StartOutcome.Existing : StartOutcome.Conflict,
            Execution = await GetAsync(new ExecutionQuery { Categories = false }),
            Message = same ? null : $"execution {Id} was started by another request",
        };
    }

    private async Task PutContextAsync(StartExecutionRequest request, PlanReply planned)
    {
        if (request.Caller is not null || planned.Secrets.Count > 0)
        {
            await _hosts.Local.PutContextAsync(new ExecutionContextRequest { Execution = Id, Caller = request.Caller, Secrets = planned.Secrets });
        }
    }

    private LiveExecution WithoutTree(string project) => new(Id, project, $"background:{Id}", Shared: true);

    /// <summary>Only background layers go on: the tree is free for the next run. Left behind by a death before the row is written: a free tree, in which the gate's commands have ended.</summary>
    private async Task FreeTreeAsync(ExecutionRecord record)
    {
        if (record is { State: ExecutionState.BackgroundRunning, Background: null } && !_treeIsFree)
        {
            await _live.TryAddAsync(WithoutTree(record.Project));
            _treeIsFree = true;
        }
    }

    /// <summary>Takes the execution out of the index of live ones. Comes again with the next wake if it is lost.</summary>
    private async Task LeaveAsync()
    {
        await _live.RemoveAsync(Id);
        _crash.Hit("live.removed");
        Hints.Send(_hosts.Local.DropContextAsync(Id), LogHintLost); // lost: a private file that the host keeps a while longer
    }

    /// <summary>The index names an execution without a row: its start died. A start in progress holds this grain's turn, so only another activation's could be hurt.</summary>
    private async Task RemoveOrphanAsync()
    {
        _orphanSince ??= Now;
        if (Now - _orphanSince >= _options.OrphanAge)
        {
            await LeaveAsync();
            LogOrphan(Id);
        }
    }
}
