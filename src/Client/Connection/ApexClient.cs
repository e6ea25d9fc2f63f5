using Apex.Agents;
using Apex.Background;
using Apex.Configuration;
using Apex.Executions;
using Apex.Output;
using Apex.Planning;
using Apex.Resources;
using Apex.Results;
using Apex.Retention;

namespace Apex.Connection;

/// <summary>The region as a command sees it: every call survives the loss of a silo, long replies come whole.</summary>
internal sealed partial class ApexClient(IConnector connector, IOutput output, TimeProvider time) : IAsyncDisposable
{
    /// <summary>How long a lost silo is waited for: a runner that restarts one on a busy machine needs more than a minute.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(250);
    private ISession? _session;
    private long? _lostAt;
    private bool _saidLost;
    private bool _saidBack;

    public bool IsLocal => connector.IsLocal;

    /// <summary>Region of the connection; connects if there is none.</summary>
    public async Task<string> RegionAsync(CancellationToken cancellationToken) => (await SessionAsync(cancellationToken)).Region;

    public async Task<PlanReply> PlanAsync(PlanRequest request, CancellationToken cancellationToken)
    {
        var reply = await CallAsync(session => session.PlanAsync(request), cancellationToken);
        return reply.Unavailable is { } why ? throw Unavailable(why) : reply;
    }

    public async Task<ConfigurationReply> DescribeAsync(ConfigurationQuery query, CancellationToken cancellationToken)
    {
        var reply = await CallAsync(session => session.DescribeAsync(query), cancellationToken);
        return reply.Unavailable is { } why ? throw Unavailable(why) : reply;
    }

    /// <summary>Starts an execution. Sent again under the same id after a loss: one id is one execution.</summary>
    public Task<StartReply> StartAsync(string execution, StartExecutionRequest request, CancellationToken cancellationToken) =>
        CallAsync(session => session.StartAsync(execution, request), cancellationToken);

    public Task<ExecutionSnapshot?> CancelAsync(string execution, string reason, CancellationToken cancellationToken) =>
        CallAsync(session => session.CancelAsync(execution, reason), cancellationToken);

    /// <summary>What of an execution waits, and why; null if there is none.</summary>
    public Task<WhyReply?> WhyAsync(string execution, WhyQuery query, CancellationToken cancellationToken) =>
        CallAsync(session => session.WhyAsync(execution, query), cancellationToken);

    public Task<List<ExecutionListItem>> ListAsync(ExecutionListQuery query, CancellationToken cancellationToken) =>
        CallAsync(session => session.ListAsync(query), cancellationToken);

    public Task<BackgroundSnapshot> BackgroundAsync(BackgroundQuery query, CancellationToken cancellationToken) =>
        CallAsync(session => session.BackgroundAsync(query), cancellationToken);

    /// <summary>One background task; null if no execution of the lane has this id.</summary>
    public Task<BackgroundTask?> BackgroundTaskAsync(string execution, CancellationToken cancellationToken) =>
        CallAsync(session => session.BackgroundTaskAsync(execution), cancellationToken);

    public Task<LogPiece> ReadLogAsync(string host, LogQuery query, CancellationToken cancellationToken) =>
        CallAsync(session => session.ReadLogAsync(host, query), cancellationToken);

    public Task<TestsPage> ReadTestsAsync(string host, TestsQuery query, CancellationToken cancellationToken) =>
        CallAsync(session => session.ReadTestsAsync(host, query), cancellationToken);

    /// <summary>Region, executions and hosts, each as it stands.</summary>
    public Task<(RegionSnapshot Region, ExecutionOverview Executions, SchedulerSnapshot Hosts)> OverviewAsync(CancellationToken cancellationToken) => CallAsync(
        async session =>
        {
            var (region, executions, hosts) = (session.GetRegionAsync(), session.GetOverviewAsync(), session.GetSchedulerAsync());
            await Task.WhenAll(region, executions, hosts);
            return (await region, await executions, await hosts);
        },
        cancellationToken);

    public Task<RegionSnapshot> GetRegionAsync(CancellationToken cancellationToken) => CallAsync(session => session.GetRegionAsync(), cancellationToken);

    /// <summary>Drains the region, or opens it again.</summary>
    /// <returns>The region as it then stands.</returns>
    public Task<RegionSnapshot> DrainAsync(bool drain, string? reason, CancellationToken cancellationToken) => CallAsync(
        async session =>
        {
            await session.DrainAsync(drain, reason);
            return await session.GetRegionAsync();
        },
        cancellationToken);

    /// <summary>Removes some of the executions that have been kept long enough; to be repeated while there are more.</summary>
    public Task<PruneExecutionsReply> PruneExecutionsAsync(PruneRequest request, CancellationToken cancellationToken) =>
        CallAsync(session => session.PruneExecutionsAsync(request), cancellationToken);

    public Task<PruneLogsReply> PruneLogsAsync(PruneRequest request, CancellationToken cancellationToken) =>
        CallAsync(session => session.PruneLogsAsync(request), cancellationToken);

    /// <summary>What keeps the region from its work, in a sentence; null if nothing does, or if it cannot be asked now.</summary>
    public async Task<string?> TroubleAsync()
    {
        try
        {
            var agents = _session is { } session ? await session.GetAgentsAsync() : [];
            return agents.Find(agent => agent is { Extension: null, Status: AgentStatus.Degraded or AgentStatus.Stale or AgentStatus.Error, LastError: not null }) is { } hindered
                ? $"{hindered.Name} ({WireNames.Of(hindered.Status)}): {hindered.LastError}"
                : null;
        }
        catch (Exception error) when (ConnectionFault.IsTransient(error))
        {
            output.Detail(error.Message); // whoever follows the run sees the loss, and mends it
            return null;
        }
    }

    /// <summary>The execution without its categories; null if there is none.</summary>
    public Task<ExecutionSnapshot?> GetOutlineAsync(string execution, CancellationToken cancellationToken) =>
        CallAsync(session => session.GetAsync(execution, new ExecutionQuery { Categories = false }), cancellationToken);

    /// <summary>The execution with all pages of its categories; null if there is none.</summary>
    public async Task<ExecutionSnapshot?> GetAsync(string execution, CancellationToken cancellationToken)
    {
        var whole = await CallAsync(session => session.GetAsync(execution, new ExecutionQuery()), cancellationToken);
        while (whole?.NextPage is { } cursor)
        {
            var page = await CallAsync(session => session.GetAsync(execution, new ExecutionQuery { After = cursor }), cancellationToken);
            if (page is null || page.NextPage == cursor)
            {
                break; // it was removed meanwhile, or the server does not advance: what we have is what there is
            }

            whole = SnapshotPages.Merge(whole, page);
        }

        return whole;
    }

    public async ValueTask DisposeAsync()
    {
        if (_session is { } session)
        {
            _session = null;
            await session.DisposeAsync();
        }
    }

    private static CliException Unavailable(string why) => new("unavailable", ExitCode.Unreachable, $"the region cannot plan now: {why}")
    {
        Hints = ["`apex agents` shows how its agents are"],
    };

    private async Task<T> CallAsync<T>(Func<ISession, Task<T>> call, CancellationToken cancellationToken)
    {
        while (true)
        {
            var session = await SessionAsync(cancellationToken);
            try
            {
                var reply = await UntilLostAsync(call(session), session, cancellationToken);
                Found();
                return reply;
            }
            catch (Exception error) when (ConnectionFault.IsTransient(error) && !cancellationToken.IsCancellationRequested)
            {
                await LostAsync(error, cancellationToken);
            }
        }
    }

    // A call to a gateway that died hangs for its whole timeout; the connection itself knows at once.
    private static async Task<T> UntilLostAsync<T>(Task<T> reply, ISession session, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, session.Lost);
        try
        {
            return await reply.WaitAsync(either.Token);
        }
        catch (OperationCanceledException gone) when (session.Lost.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new IOException("the connection to the silo was lost", gone);
        }
    }

    private async Task<ISession> SessionAsync(CancellationToken cancellationToken) =>
        _session ??= await connector.ConnectAsync(cancellationToken);

    private async Task LostAsync(Exception error, CancellationToken cancellationToken)
    {
        output.Detail($"{error.GetType().Name}: {error.Message}");
        _lostAt ??= time.GetTimestamp();
        SayOnce(ref _saidLost, "connection to the silo lost, reconnecting …");
        await DisposeAsync();
        while (_session is null)
        {
            if (time.GetElapsedTime(_lostAt.Value) > Patience)
            {
                throw CliException.Unreachable($"the silo has been away for {Wording.Duration(time.GetElapsedTime(_lostAt.Value))}: {error.Message}", error, "what it runs goes on; `apex list` shows it once the silo is back");
            }

            await Task.Delay(_pause, time, cancellationToken);
            await TryConnectAsync(cancellationToken);
        }

        SayOnce(ref _saidBack, "reconnected");
    }

    private async Task TryConnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            _session = await connector.ConnectAsync(cancellationToken);
        }
        catch (CliException error) when (error.ExitCode == ExitCode.Unreachable && error.Code != "silo_not_started")
        {
            output.Detail(error.Message); // a silo that failed to start would fail again; one that is away may come back
        }
    }

    // Only an answer ends a loss: a gateway that opens and does not answer is not back, and is not announced twice.
    private void Found()
    {
        _lostAt = null;
        _saidLost = false;
        _saidBack = false;
    }

    private void SayOnce(ref bool said, string line)
    {
        if (!said)
        {
            said = true;
            output.Note(line);
        }
    }
}
