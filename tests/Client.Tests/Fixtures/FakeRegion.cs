using System.Runtime.CompilerServices;
using Apex.Agents;
using Apex.Background;
using Apex.Configuration;
using Apex.Connection;
using Apex.Executions;
using Apex.Planning;
using Apex.Progress;
using Apex.Resources;
using Apex.Results;
using Apex.Retention;

namespace Apex.Client.Tests.Fixtures;

/// <summary>A region that answers by script, behind the port that the client calls.</summary>
internal sealed class FakeRegion : IConnector
{
    public bool IsLocal { get; init; } = true;

    public int Connections { get; private set; }

    public List<(string Id, StartExecutionRequest Request)> Starts { get; } = [];

    public List<(string Id, string Reason)> Cancels { get; } = [];

    public List<ExecutionListQuery> Lists { get; } = [];

    public List<(string Host, LogQuery Query)> LogReads { get; } = [];

    public List<long> WatchedAfter { get; } = [];

    public Func<string, StartReply> OnStart { get; set; } = id => new StartReply { Outcome = StartOutcome.Started, Execution = Samples.Passed(id) };

    public Func<PlanRequest, PlanReply> OnPlan { get; set; } = _ => new PlanReply { Problems = [] };

    public Func<ConfigurationQuery, ConfigurationReply> OnDescribe { get; set; } = _ => new ConfigurationReply();

    public Func<string, ExecutionQuery, ExecutionSnapshot?> OnGet { get; set; } = (id, _) => Samples.Passed(id);

    public Func<string, ExecutionSnapshot?> OnCancel { get; set; } = id => Samples.Passed(id) with { Verdict = Verdict.Cancelled };

    public BackgroundSnapshot Lane { get; init; } = new() { MaxConcurrent = 2 };

    public List<BackgroundQuery> LaneQueries { get; } = [];

    public Func<string, WhyQuery, WhyReply?> OnWhy { get; set; } = (id, _) => new WhyReply { Id = id };

    public List<ExecutionListItem> Items { get; set; } = [];

    public List<AgentSnapshot> Agents { get; set; } = [];

    /// <summary>The region; its agents are <see cref="Agents"/>.</summary>
    public RegionSnapshot Snapshot { get; set; } = new() { Region = ApexRegion.Local, MinimumRequiredAgents = 3 };

    public SchedulerSnapshot Hosts { get; set; } = new();

    public List<Alert> Alerts { get; set; } = [];

    public List<(bool Drain, string? Reason)> Drains { get; } = [];

    public List<PruneRequest> Prunes { get; } = [];

    public Func<PruneRequest, PruneExecutionsReply> OnPrune { get; set; } = _ => new PruneExecutionsReply();

    public Func<PruneRequest, PruneLogsReply> OnPruneLogs { get; set; } = _ => new PruneLogsReply();

    public Func<LogQuery, LogPiece> OnLog { get; set; } = _ => new LogPiece { Exists = false, End = true };

    public Func<TestsQuery, TestsPage> OnTests { get; set; } = _ => new TestsPage { Exists = false, End = true };

    /// <summary>Events of every execution.</summary>
    public List<ProgressEvent> Events { get; set; } = [];

    /// <summary>Called before an event is given out; may throw to lose the connection.</summary>
    public Action<ProgressEvent> BeforeEvent { get; set; } = _ => { };

    /// <summary>Called before each connection; may throw.</summary>
    public Action<int> BeforeConnect { get; set; } = _ => { };

    /// <summary>Awaited after the last event; by default nothing comes after it.</summary>
    public Func<CancellationToken, Task> AfterEvents { get; set; } = _ => Task.CompletedTask;

    public Task<ISession> ConnectAsync(CancellationToken cancellationToken)
    {
        BeforeConnect(Connections);
        Connections++;
        return Task.FromResult<ISession>(new Session(this));
    }

    private sealed class Session(FakeRegion region) : ISession
    {
        public string Region => ApexRegion.Local;

        public CancellationToken Lost => CancellationToken.None;

        public Task<PlanReply> PlanAsync(PlanRequest request) => Task.FromResult(region.OnPlan(request));

        public Task<ConfigurationReply> DescribeAsync(ConfigurationQuery query) => Task.FromResult(region.OnDescribe(query));

        public Task<StartReply> StartAsync(string execution, StartExecutionRequest request)
        {
            region.Starts.Add((execution, request));
            return Answer(() => region.OnStart(execution));
        }

        public Task<ExecutionSnapshot?> GetAsync(string execution, ExecutionQuery query) => Answer(() => region.OnGet(execution, query));

        public Task<ExecutionSnapshot?> CancelAsync(string execution, string reason)
        {
            region.Cancels.Add((execution, reason));
            return Answer(() => region.OnCancel(execution));
        }

        public Task<WhyReply?> WhyAsync(string execution, WhyQuery query) => Answer(() => region.OnWhy(execution, query));

        public Task<List<ExecutionListItem>> ListAsync(ExecutionListQuery query)
        {
            region.Lists.Add(query);
            return Task.FromResult(region.Items.Where(item => !query.LiveOnly || item.State != ExecutionState.Completed).Take(query.Limit).ToList());
        }

        public Task<BackgroundSnapshot> BackgroundAsync(BackgroundQuery query)
        {
            region.LaneQueries.Add(query);
            return Task.FromResult(region.Lane);
        }

        public Task<BackgroundTask?> BackgroundTaskAsync(string execution) => Task.FromResult(region.Lane.Tasks.Find(task => task.Id == execution));

        public async IAsyncEnumerable<ProgressEvent> WatchAsync(string execution, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            region.WatchedAfter.Add(after);
            foreach (var progress in region.Events.Where(progress => progress.Seq > after))
            {
                region.BeforeEvent(progress);
                yield return progress with { ExecutionId = execution };
            }

            await region.AfterEvents(cancellationToken);
        }

        public Task<LogPiece> ReadLogAsync(string host, LogQuery query)
        {
            region.LogReads.Add((host, query));
            return Task.FromResult(region.OnLog(query));
        }

        public Task<TestsPage> ReadTestsAsync(string host, TestsQuery query) => Answer(() => region.OnTests(query));

        public Task<List<AgentSnapshot>> GetAgentsAsync() => Task.FromResult(region.Agents);

        public Task<RegionSnapshot> GetRegionAsync() => Task.FromResult(region.Snapshot with { Agents = region.Agents });

        public Task<ExecutionOverview> GetOverviewAsync() => Task.FromResult(new ExecutionOverview
        {
            Queued = region.Items.Count(item => item.State == ExecutionState.Queued),
            Running = region.Items.Count(item => item.State is not (ExecutionState.Queued or ExecutionState.Completed)),
            Done = region.Items.Count(item => item.State == ExecutionState.Completed),
            Live = [.. region.Items.Where(item => item.State != ExecutionState.Completed)],
            Recent = [.. region.Items.Where(item => item.State == ExecutionState.Completed)],
            Alerts = region.Alerts,
        });

        public Task<SchedulerSnapshot> GetSchedulerAsync() => Task.FromResult(region.Hosts);

        public Task<PruneExecutionsReply> PruneExecutionsAsync(PruneRequest request)
        {
            region.Prunes.Add(request);
            return Answer(() => region.OnPrune(request));
        }

        public Task<PruneLogsReply> PruneLogsAsync(PruneRequest request) => Answer(() => region.OnPruneLogs(request));

        public Task DrainAsync(bool drain, string? reason)
        {
            region.Drains.Add((drain, reason));
            region.Snapshot = region.Snapshot with { Draining = drain, DrainReason = reason };
            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private static Task<T> Answer<T>(Func<T> answer)
        {
            try
            {
                return Task.FromResult(answer());
            }
            catch (Exception error)
            {
                return Task.FromException<T>(error);
            }
        }
    }
}
