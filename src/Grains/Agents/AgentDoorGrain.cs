using Apex.Configuration;
using Apex.Planning;
using Apex.Resources;
using Apex.Results;
using Orleans.Concurrency;

namespace Apex.Agents;

/// <summary>Passes outsiders' questions on to the agents.</summary>
[StatelessWorker]
public sealed class AgentDoorGrain(
    ITestOrchestratorAgentClient orchestrators,
    ILayerExecutionAgentClient executors,
    IBackgroundE2EAgentClient backgrounds,
    IProgressStreamingAgentClient streamers,
    IResourceManagementAgentClient managers,
    IExtensionHostAgentClient extensions,
    GrainsOptions options) : Grain, IAgentDoorGrain
{
    private HostFinder? _hosts;

    public async Task<PlanReply> PlanAsync(PlanRequest request) => await orchestrators.Local.PlanAsync(request) with { Secrets = [] };

    public Task<ConfigurationReply> DescribeAsync(ConfigurationQuery query) => orchestrators.Local.DescribeAsync(query);

    public async Task<LogPiece> ReadLogAsync(string host, LogQuery query) =>
        await Hosts().FindAsync(host) is { } silo
            ? await executors.On(silo).ReadLogAsync(query with { Limit = Math.Clamp(query.Limit, 1, 262_144) })
            : new LogPiece { Exists = false, NextOffset = query.Offset, End = true };

    public async Task<TestsPage> ReadTestsAsync(string host, TestsQuery query) =>
        await Hosts().FindAsync(host) is { } silo
            ? await executors.On(silo).ReadTestsAsync(query with { Limit = Math.Clamp(query.Limit, 1, 1_000) })
            : new TestsPage { Exists = false, NextOffset = query.Offset, End = true };

    public async Task<List<AgentSnapshot>> GetAgentsAsync()
    {
        var silos = await GrainFactory.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true);
        var asked = silos.Keys.SelectMany(silo => new[]
        {
            AskAsync("TestOrchestratorAgent", silo, () => orchestrators.On(silo).GetHealthAsync()),
            AskAsync("LayerExecutionAgent", silo, () => executors.On(silo).GetHealthAsync()),
            AskAsync("BackgroundE2EAgent", silo, () => backgrounds.On(silo).GetHealthAsync()),
            AskAsync("ProgressStreamingAgent", silo, () => streamers.On(silo).GetHealthAsync()),
            AskAsync("ResourceManagementAgent", silo, () => managers.On(silo).GetHealthAsync()),
        });
        var beside = silos.Keys.Select(AskExtensionsAsync).ToList();
        return [.. await Task.WhenAll(asked), .. (await Task.WhenAll(beside)).SelectMany(static agents => agents)];
    }

    private async Task<List<AgentSnapshot>> AskExtensionsAsync(SiloAddress silo)
    {
        try
        {
            return await extensions.On(silo).ListAsync();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return [new AgentSnapshot { Name = "ExtensionHostAgent", Silo = silo.ToString(), Status = AgentStatus.Error, ErrorCount = 1, LastError = error.Message }];
        }
    }

    private HostFinder Hosts() => _hosts ??= new HostFinder(GrainFactory, executors, options);

    /// <summary>An agent that cannot answer is an answer.</summary>
    private static async Task<AgentSnapshot> AskAsync(string name, SiloAddress silo, Func<Task<AgentSnapshot>> ask)
    {
        try
        {
            return await ask() with { Name = name };
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return new AgentSnapshot { Name = name, Silo = silo.ToParsableString(), Status = AgentStatus.Error, ErrorCount = 1, LastError = error.Message };
        }
    }
}
