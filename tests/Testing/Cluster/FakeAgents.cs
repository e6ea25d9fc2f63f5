using System.Collections.Concurrent;
using Apex.Agents;
using Apex.Background;
using Apex.Configuration;
using Apex.Executions;
using Apex.Persistence;
using Apex.Planning;
using Apex.Progress;
using Apex.Resources;
using Apex.Retention;
using Apex.Services;

namespace Apex.Testing;

/// <summary>Where the agents of each silo are, for the clients below.</summary>
public sealed class AgentDirectory
{
    public ConcurrentDictionary<SiloAddress, ScriptedHost> Hosts { get; } = new();
}

public sealed class ScriptedHosts(AgentDirectory directory, ScriptedHost local) : ILayerExecutionAgentClient
{
    public ILayerExecutionAgent Local => local;

    public ILayerExecutionAgent On(SiloAddress silo) => directory.Hosts.TryGetValue(silo, out var host) ? host : throw new SiloUnavailableException($"{silo}");
}

/// <summary>No extension is loaded.</summary>
public sealed class NoExtensions : IExtensionHostAgent, IExtensionHostAgentClient
{
    public IExtensionHostAgent Local => this;

    public IExtensionHostAgent On(SiloAddress silo) => this;

    public Task<AgentSnapshot> GetHealthAsync() => Task.FromResult(new AgentSnapshot { Name = "ExtensionHostAgent", Silo = "", Status = AgentStatus.Healthy });

    public Task<List<AgentSnapshot>> ListAsync() => Task.FromResult(new List<AgentSnapshot>());
}

/// <summary>The four other agents in one: plans come from the script, sweeping wakes what is live, the rest says that it is well.</summary>
public sealed class FakeAgents(Script script, ILiveExecutions live, IGrainFactory grains, ILocalSiloDetails silo)
    : ITestOrchestratorAgent, IBackgroundE2EAgent, IProgressStreamingAgent, IResourceManagementAgent,
        ITestOrchestratorAgentClient, IBackgroundE2EAgentClient, IProgressStreamingAgentClient, IResourceManagementAgentClient
{
    public Task LookAsync()
    {
        _ = grains.GetGrain<IBackgroundQueueGrain>(ApexRegion.Local).PullAsync();
        return Task.CompletedTask;
    }

    ITestOrchestratorAgent ITestOrchestratorAgentClient.Local => this;

    IBackgroundE2EAgent IBackgroundE2EAgentClient.Local => this;

    IProgressStreamingAgent IProgressStreamingAgentClient.Local => this;

    IResourceManagementAgent IResourceManagementAgentClient.Local => this;

    ITestOrchestratorAgent ITestOrchestratorAgentClient.On(SiloAddress silo) => this;

    IBackgroundE2EAgent IBackgroundE2EAgentClient.On(SiloAddress silo) => this;

    IProgressStreamingAgent IProgressStreamingAgentClient.On(SiloAddress silo) => this;

    IResourceManagementAgent IResourceManagementAgentClient.On(SiloAddress silo) => this;

    public Task<AgentSnapshot> GetHealthAsync() => Task.FromResult(new AgentSnapshot { Name = "FakeAgent", Silo = silo.SiloAddress.ToString(), Status = script.Agents });

    public Task<HostReport?> GetHostAsync() => Task.FromResult<HostReport?>(new HostReport { Host = $"host-{silo.Name}", Silo = silo.SiloAddress, Slots = 2 });

    public async Task KeepServicesAsync(KeepServicesRequest request)
    {
        foreach (var order in request.Orders)
        {
            script.ServiceOrders.Enqueue(order);
            if (script.Service(order) is { } report)
            {
                await Task.Yield();
                _ = grains.GetGrain<IServicePoolGrain>(request.Pool).ReportAsync(report);
            }
        }
    }

    public Task<PruneLogsReply> PruneAsync(PruneHostRequest request)
    {
        script.Pruned.Enqueue(request);
        return Task.FromResult(new PruneLogsReply { Executions = 1, Bytes = 100 });
    }

    public Task<PlanReply> PlanAsync(PlanRequest request) => Task.FromResult(script.Plans[request.Mode ?? ""]);

    public Task<long?> EstimateAsync(string planHash) => Task.FromResult(script.EstimateMs);

    public Task<ConfigurationReply> DescribeAsync(ConfigurationQuery query) => Task.FromResult(new ConfigurationReply());

    public async Task SweepAsync()
    {
        foreach (var execution in await live.ListAsync())
        {
            _ = grains.GetGrain<IExecutionGrain>(execution.Execution).WakeAsync();
        }
    }
}

/// <summary>Tells feeds at once.</summary>
public sealed class DirectSignal(IGrainFactory grains) : IEventSignal
{
    public void Appended(string execution) => _ = grains.GetGrain<IProgressFeedGrain>(execution).AppendedAsync();
}

/// <summary>Counts the points that were passed.</summary>
public sealed class RecordedCrashPoints(Script script) : ICrashPoints
{
    public void Hit(string point) => script.CrashPoints.Enqueue(point);
}
