using Apex.Agents;
using Apex.Background;
using Apex.Configuration;
using Apex.Executions;
using Apex.Planning;
using Apex.Progress;
using Apex.Resources;
using Apex.Results;
using Apex.Retention;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;

namespace Apex.Connection;

/// <summary>A connection by the Orleans client. Built by hand from its services: a generic host would cost a tenth of a second.</summary>
internal sealed class OrleansSession : ISession
{
    // The Orleans client tries for long by itself; whether to go on is decided above.
    private static readonly TimeSpan _startLimit = TimeSpan.FromSeconds(10);
    private readonly ServiceProvider _services;
    private readonly IClusterClient _client;
    private readonly CancellationTokenSource _lost;

    private OrleansSession(ServiceProvider services, string region, CancellationTokenSource lost)
    {
        _services = services;
        _client = services.GetRequiredService<IClusterClient>();
        _lost = lost;
        Region = region;
    }

    public string Region { get; }

    public CancellationToken Lost => _lost.Token;

    public static async Task<OrleansSession> ConnectAsync(GatewayAddress gateway, CancellationToken cancellationToken)
    {
        await TcpProbe.ConnectAsync(gateway.EndPoint, cancellationToken);
        var lost = new CancellationTokenSource();
        var services = Configure(gateway, lost).BuildServiceProvider();
        try
        {
            foreach (var part in services.GetServices<IHostedService>())
            {
                await part.StartAsync(cancellationToken).WaitAsync(_startLimit, cancellationToken);
            }

            return new OrleansSession(services, gateway.Region, lost);
        }
        catch
        {
            await services.DisposeAsync();
            lost.Dispose();
            throw;
        }
    }

    public Task<PlanReply> PlanAsync(PlanRequest request) => Door().PlanAsync(request);

    public Task<ConfigurationReply> DescribeAsync(ConfigurationQuery query) => Door().DescribeAsync(query);

    public Task<StartReply> StartAsync(string execution, StartExecutionRequest request) => Execution(execution).StartAsync(request);

    public Task<ExecutionSnapshot?> GetAsync(string execution, ExecutionQuery query) => Execution(execution).GetAsync(query);

    public Task<ExecutionSnapshot?> CancelAsync(string execution, string reason) => Execution(execution).CancelAsync(reason);

    public Task<WhyReply?> WhyAsync(string execution, WhyQuery query) => Execution(execution).WhyAsync(query);

    public Task<List<ExecutionListItem>> ListAsync(ExecutionListQuery query) => _client.GetGrain<IExecutionDirectoryGrain>(Region).ListAsync(query);

    public Task<BackgroundSnapshot> BackgroundAsync(BackgroundQuery query) => _client.GetGrain<IBackgroundQueueGrain>(Region).ListAsync(query);

    public Task<BackgroundTask?> BackgroundTaskAsync(string execution) => _client.GetGrain<IBackgroundQueueGrain>(Region).GetAsync(execution);

    public IAsyncEnumerable<ProgressEvent> WatchAsync(string execution, long after, CancellationToken cancellationToken) =>
        _client.GetGrain<IProgressFeedGrain>(execution).WatchAsync(after, cancellationToken);

    public Task<LogPiece> ReadLogAsync(string host, LogQuery query) => Door().ReadLogAsync(host, query);

    public Task<TestsPage> ReadTestsAsync(string host, TestsQuery query) => Door().ReadTestsAsync(host, query);

    public Task<List<AgentSnapshot>> GetAgentsAsync() => Door().GetAgentsAsync();

    public Task<RegionSnapshot> GetRegionAsync() => Controller().GetAsync();

    public Task<ExecutionOverview> GetOverviewAsync() => _client.GetGrain<IExecutionDirectoryGrain>(Region).OverviewAsync();

    public Task<SchedulerSnapshot> GetSchedulerAsync() => _client.GetGrain<ISchedulerGrain>(Region).GetAsync();

    public Task<PruneExecutionsReply> PruneExecutionsAsync(PruneRequest request) => Retention().PruneExecutionsAsync(request);

    public Task<PruneLogsReply> PruneLogsAsync(PruneRequest request) => Retention().PruneLogsAsync(request);

    public Task DrainAsync(bool drain, string? reason) => drain ? Controller().DrainAsync(reason) : Controller().SetDrainAsync(false);

    public async ValueTask DisposeAsync()
    {
        // Leaving politely takes up to seconds when the gateway is gone, and the gateway notices a closed socket by itself.
        await _services.DisposeAsync();
        _lost.Dispose();
    }

    private static ServiceCollection Configure(GatewayAddress gateway, CancellationTokenSource lost)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddOrleansClient(client =>
        {
            client.UseStaticClustering(gateway.EndPoint);
            client.Configure<ClusterOptions>(options =>
            {
                options.ClusterId = gateway.Region;
                options.ServiceId = ApexRegion.ServiceId(gateway.Region);
            });
            client.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(ApexRegion.ClientResponseTimeoutSeconds));
            client.Configure<ConnectionOptions>(options => options.OpenConnectionTimeout = TimeSpan.FromSeconds(ApexRegion.ClientResponseTimeoutSeconds));
            client.Configure<ClientConnectionOptions>(options => options.ConfigureConnection(connection => TokenPreface.Use(connection, gateway.Token)));
            client.AddClusterConnectionLostHandler((_, _) => Cancel(lost));
        });
        return services;
    }

    private static void Cancel(CancellationTokenSource lost)
    {
        try
        {
            lost.Cancel();
        }
        catch (ObjectDisposedException)
        {
            return; // the session was already closed: nobody waits for the news
        }
    }

    private IExecutionGrain Execution(string id) => _client.GetGrain<IExecutionGrain>(id);

    private IOrchestrationControllerGrain Controller() => _client.GetGrain<IOrchestrationControllerGrain>(Region);

    private IRetentionGrain Retention() => _client.GetGrain<IRetentionGrain>(Region);

    private IAgentDoorGrain Door() => _client.GetGrain<IAgentDoorGrain>(Region);
}
