using Apex.Agents;
using Apex.Configuration;
using Apex.Executions;
using Apex.Persistence;
using Apex.Planning;
using Apex.Progress;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Storage;
using Orleans.TestingHost;

namespace Apex.Testing;

/// <summary>Silos in this process with the real grains over in-memory ports and scripted hosts.</summary>
public sealed class ApexCluster : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly AgentDirectory _directory = new();
    private InProcessTestCluster _cluster = null!;
    private int _executions;

    public InMemoryStore Store { get; } = new();

    public InMemoryLocks Locks { get; } = new();

    public Script Script { get; } = new();

    public IClusterClient Client => _cluster.Client;

    public InProcessTestCluster Silos => _cluster;

    public static async Task<ApexCluster> StartAsync(int silos = 1, Func<GrainsOptions, GrainsOptions>? change = null)
    {
        var cluster = new ApexCluster();
        var options = new GrainsOptions
        {
            SafetyWake = TimeSpan.FromMilliseconds(400),
            StopRepeat = TimeSpan.FromMilliseconds(100),
            RetryUnit = TimeSpan.FromMilliseconds(5),
            GrantMemory = TimeSpan.FromSeconds(2),
            SchedulerTick = TimeSpan.FromMilliseconds(100),
            LostHost = TimeSpan.FromMilliseconds(300),
            AgentHealthAge = TimeSpan.Zero,
            FeedPoll = TimeSpan.FromMilliseconds(200),
            ServiceRepeat = TimeSpan.FromMilliseconds(200),
        };
        options = change?.Invoke(options) ?? options;
        var builder = new InProcessTestClusterBuilder((short)silos);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton(options);
            silo.AddApexGrains();
            silo.UseInMemoryReminderService();
            silo.ConfigureLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
            silo.Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = TimeSpan.FromSeconds(ApexRegion.SiloResponseTimeoutSeconds));
            cluster.AddPorts(silo.Services);
        });
        builder.ConfigureClient(client => client.Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = Patience)); // a real client asks again; a test only waits
        cluster._cluster = builder.Build();
        await cluster._cluster.DeployAsync();
        return cluster;
    }

    /// <summary>Starts an execution of a plan.</summary>
    public async Task<string> RunAsync(ExecutionPlan plan)
    {
        var id = $"exec{Interlocked.Increment(ref _executions)}";
        var reply = await StartAsync(id, plan);
        return reply.Outcome == StartOutcome.Started ? id : throw new InvalidOperationException($"not started: {reply.Outcome} {reply.Message}");
    }

    public Task<StartReply> StartAsync(string id, ExecutionPlan plan)
    {
        Script.Plans[id] = new PlanReply { Plan = plan, Hash = $"plan-{id}" };
        return Execution(id).StartAsync(Request(id));
    }

    public static StartExecutionRequest Request(string mode) => new()
    {
        Plan = new PlanRequest { Files = [new ConfigurationFile { Path = "apex.yaml", Text = "version: 1" }], ProjectFolder = "/project", Mode = mode },
        AllowSharedTree = true,
    };

    public IExecutionGrain Execution(string id) => Client.GetGrain<IExecutionGrain>(id);

    /// <summary>Waits for the last event.</summary>
    /// <returns>The execution as it then stands.</returns>
    public async Task<ExecutionSnapshot> EndAsync(string id)
    {
        await WaitForAsync(id, "the execution's end", next => next.Type == EventTypes.OrchestrationCompleted);
        return (await Execution(id).GetAsync(new ExecutionQuery()))!;
    }

    /// <summary>Follows the feed until an event is there.</summary>
    public async Task<ProgressEvent> WaitForAsync(string id, string phase, Func<ProgressEvent, bool> wanted)
    {
        using var timeout = new CancellationTokenSource(Patience);
        try
        {
            await foreach (var next in Client.GetGrain<IProgressFeedGrain>(id).WatchAsync(0, timeout.Token).WithCancellation(timeout.Token))
            {
                if (wanted(next))
                {
                    return next;
                }
            }
        }
        catch (OperationCanceledException error) when (timeout.IsCancellationRequested)
        {
            var last = string.Join(" · ", Store.Events(id).TakeLast(8).Select(next => $"{next.Seq} {next.Type} {next.Layer}/{next.Category}"));
            throw new TimeoutException($"waiting for {phase}: {Patience.TotalSeconds} s passed; last events: {last}", error);
        }

        throw new InvalidOperationException($"the feed ended before {phase}");
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.StopAllSilosAsync();
        await _cluster.DisposeAsync();
    }

    private void AddPorts(IServiceCollection services)
    {
        services.AddSingleton(Script);
        services.AddSingleton(_directory);
        services.AddKeyedSingleton<IGrainStorage>(StateNames.Storage, Store);
        services.AddSingleton<IPlanStore>(Store);
        services.AddSingleton<ILiveExecutions>(Store);
        services.AddSingleton<IEventLog>(Store);
        services.AddSingleton<ICategoryRows>(Store);
        services.AddSingleton<IExecutionRows>(Store);
        services.AddSingleton<IBackgroundRows>(Store);
        services.AddSingleton<IRetentionRows>(Store);
        services.AddSingleton<ILockRows>(Locks);
        services.AddSingleton<ICategoryHistory>(Store);
        services.AddSingleton<IEventSignal, DirectSignal>();
        services.AddSingleton<ICrashPoints, RecordedCrashPoints>();
        services.AddSingleton<FakeAgents>();
        services.AddSingleton<ITestOrchestratorAgentClient>(provider => provider.GetRequiredService<FakeAgents>());
        services.AddSingleton<IBackgroundE2EAgentClient>(provider => provider.GetRequiredService<FakeAgents>());
        services.AddSingleton<IProgressStreamingAgentClient>(provider => provider.GetRequiredService<FakeAgents>());
        services.AddSingleton<IResourceManagementAgentClient>(provider => provider.GetRequiredService<FakeAgents>());
        services.AddSingleton<IExtensionHostAgentClient, NoExtensions>();
        services.AddSingleton(provider =>
        {
            var host = ActivatorUtilities.CreateInstance<ScriptedHost>(provider);
            _directory.Hosts[provider.GetRequiredService<ILocalSiloDetails>().SiloAddress] = host;
            return host;
        });
        services.AddSingleton<ILayerExecutionAgentClient, ScriptedHosts>();
        services.AddHostedService(provider => provider.GetRequiredService<ScriptedHost>());
    }
}
