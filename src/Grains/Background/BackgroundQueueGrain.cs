using Apex.Agents;
using Apex.Executions;
using Apex.Persistence;
using Apex.Resources;
using Microsoft.Extensions.Logging;

namespace Apex.Background;

/// <summary>Reads the rows of the lane at each turn and keeps nothing of them: whatever died, the next turn decides from what was committed.</summary>
public sealed partial class BackgroundQueueGrain(
    IBackgroundRows rows, IBackgroundE2EAgentClient agents, GrainsOptions options, TimeProvider time, ILogger<BackgroundQueueGrain> logger) : Grain, IBackgroundQueueGrain
{
    private const int LargestList = 1_000;
    private readonly ILogger<BackgroundQueueGrain> _logger = logger;
    private DateTimeOffset? _lookedAt;

    private DateTimeOffset Now => time.GetUtcNow();

    public async Task<int> PullAsync()
    {
        _lookedAt = Now;
        var lane = await rows.LiveAsync();
        var superseded = await SupersedeAsync(lane);
        lane = [.. lane.Where(record => !superseded.Contains(record.ExecutionId))];
        var (running, pulled) = (BackgroundOrder.Running(lane), 0);
        if (!lane.Any(BackgroundTransitions.IsWaiting) || (await RoomAsync(running)).Reason is not null)
        {
            return 0;
        }

        foreach (var (task, behind) in BackgroundOrder.Turns(lane, Now, options.BackgroundAgeing))
        {
            if (running + pulled >= options.MaxConcurrentBackground)
            {
                break;
            }

            pulled += behind is null && await PullAsync(task.ExecutionId) ? 1 : 0;
        }

        return pulled;
    }

    public async Task<BackgroundSnapshot> ListAsync(BackgroundQuery query)
    {
        var limit = Math.Clamp(query.Limit, 1, LargestList);
        var lane = await rows.LiveAsync();
        var live = await ShowAsync(lane);
        var wanted = live.Where(task =>
            (query.State is null || query.State == task.State) && (query.Category is null || task.Categories.Contains(query.Category)) && (query.Since is null || task.QueuedAt >= query.Since));
        var ended = query is { LiveOnly: false, State: null or BackgroundState.Completed } ? await rows.EndedAsync(query with { Limit = limit }) : [];
        return new BackgroundSnapshot
        {
            MaxConcurrent = options.MaxConcurrentBackground,
            Running = BackgroundOrder.Running(lane),
            Queued = lane.Count(BackgroundTransitions.IsWaiting),
            Tasks = [.. wanted.Concat(ended.Select(static record => BackgroundView.Task(record, null, BackgroundRoom.Free))).Take(limit)],
        };
    }

    public async Task<BackgroundTask?> GetAsync(string execution)
    {
        var record = await rows.FindAsync(execution);
        return record is null ? null
            : record.State == ExecutionState.Completed ? BackgroundView.Task(record, null, BackgroundRoom.Free)
            : (await ShowAsync(await rows.LiveAsync())).Find(task => task.Id == execution) ?? BackgroundView.Task(record, null, BackgroundRoom.Free);
    }

    public Task ChangedAsync() => agents.Local.LookAsync();

    private async Task<List<BackgroundTask>> ShowAsync(IReadOnlyList<ExecutionRecord> lane)
    {
        var waiting = BackgroundOrder.Turns(lane, Now, options.BackgroundAgeing).ToList();
        var room = waiting.Count == 0 ? BackgroundRoom.Free : await RoomAsync(BackgroundOrder.Running(lane));
        return
        [
            .. lane.Where(static record => !BackgroundTransitions.IsWaiting(record)).OrderBy(static record => record.Background!.StartedAt).Select(record => BackgroundView.Task(record, null, room)),
            .. waiting.Select((turn, index) => BackgroundView.Task(turn.Task, index + 1, room, turn.Behind)),
        ];
    }

    private async Task<BackgroundRoom> RoomAsync(int running)
    {
        if (_lookedAt is null || Now - _lookedAt > options.BackgroundSilence)
        {
            return new BackgroundRoom("agent_down", "no BackgroundE2EAgent has looked at the lane lately");
        }

        var bar = await GrainFactory.GetGrain<IOrchestrationControllerGrain>(options.Region).WhyNoStartAsync();
        var hosts = running >= options.MaxConcurrentBackground ? [] : (await GrainFactory.GetGrain<ISchedulerGrain>(options.Region).GetAsync()).Hosts;
        return BackgroundRoom.Of(running, options.MaxConcurrentBackground, bar, StartRules.IsDraining(bar), hosts);
    }

    /// <summary>Nobody but this grain gives turns, so one that waits now still waits when it is cancelled here.</summary>
    private async Task<HashSet<string>> SupersedeAsync(IReadOnlyList<ExecutionRecord> lane)
    {
        var ended = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (older, newer) in BackgroundOrder.Superseded(lane))
        {
            await GrainFactory.GetGrain<IExecutionGrain>(older.ExecutionId).CancelAsync($"superseded by {newer.ExecutionId}: a newer commit of {older.Branch}");
            ended.Add(older.ExecutionId);
            LogSuperseded(older.ExecutionId, newer.ExecutionId);
        }

        return ended;
    }

    /// <summary>One that cannot begin must not keep the others waiting; the next turn tries it again.</summary>
    private async Task<bool> PullAsync(string execution)
    {
        try
        {
            return await GrainFactory.GetGrain<IExecutionGrain>(execution).PullAsync();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            LogPullFailed(error, execution);
            return false;
        }
    }
}
