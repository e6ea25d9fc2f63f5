using Apex.Agents;
using Apex.Background;
using Apex.Configuration;
using Apex.Executions;
using Apex.Planning;
using Apex.Progress;
using Apex.Resources;
using Apex.Results;
using Apex.Retention;

namespace Apex.Connection;

/// <summary>One connection to a region: the calls as they are, no retry. The port that tests fake.</summary>
internal interface ISession : IAsyncDisposable
{
    string Region { get; }

    /// <summary>Cancelled as soon as the connection is known to be gone.</summary>
    CancellationToken Lost { get; }

    Task<PlanReply> PlanAsync(PlanRequest request);

    Task<ConfigurationReply> DescribeAsync(ConfigurationQuery query);

    Task<StartReply> StartAsync(string execution, StartExecutionRequest request);

    Task<ExecutionSnapshot?> GetAsync(string execution, ExecutionQuery query);

    Task<ExecutionSnapshot?> CancelAsync(string execution, string reason);

    Task<WhyReply?> WhyAsync(string execution, WhyQuery query);

    Task<List<ExecutionListItem>> ListAsync(ExecutionListQuery query);

    Task<BackgroundSnapshot> BackgroundAsync(BackgroundQuery query);

    Task<BackgroundTask?> BackgroundTaskAsync(string execution);

    IAsyncEnumerable<ProgressEvent> WatchAsync(string execution, long after, CancellationToken cancellationToken);

    Task<LogPiece> ReadLogAsync(string host, LogQuery query);

    Task<TestsPage> ReadTestsAsync(string host, TestsQuery query);

    Task<List<AgentSnapshot>> GetAgentsAsync();

    Task<RegionSnapshot> GetRegionAsync();

    Task<ExecutionOverview> GetOverviewAsync();

    Task<SchedulerSnapshot> GetSchedulerAsync();

    Task<PruneExecutionsReply> PruneExecutionsAsync(PruneRequest request);

    Task<PruneLogsReply> PruneLogsAsync(PruneRequest request);

    /// <summary>Drains the region, or opens it again.</summary>
    Task DrainAsync(bool drain, string? reason);
}

/// <summary>Makes connections; a new one after each loss.</summary>
internal interface IConnector
{
    /// <summary>True if the silo runs on this machine for this user: its commands get the caller's environment.</summary>
    bool IsLocal { get; }

    /// <exception cref="CliException">No connection within its deadline.</exception>
    Task<ISession> ConnectAsync(CancellationToken cancellationToken);
}
