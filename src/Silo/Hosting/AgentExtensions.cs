using Apex.Agents;
using Apex.Retention;
using Apex.Services;
using Microsoft.Extensions.DependencyInjection;

namespace Apex.Hosting;

/// <summary>The five agents: one line for the work, one for the client, one for the grain service.</summary>
public static class AgentExtensions
{
    public static IServiceCollection AddApexAgents(this IServiceCollection services)
    {
        services.AddWork<RunPlanner>().AddSingleton<ITestOrchestratorAgentClient, TestOrchestratorAgentClient>();
        services.AddWork<AttemptDesk>().AddSingleton<ILayerExecutionAgentClient, LayerExecutionAgentClient>();
        services.AddWork<BackgroundLane>().AddSingleton<IBackgroundE2EAgentClient, BackgroundE2EAgentClient>();
        services.AddWork<FeedNotifier>().AddSingleton<IProgressStreamingAgentClient, ProgressStreamingAgentClient>();
        services.AddWork<HostReporter>().AddSingleton<IResourceManagementAgentClient, ResourceManagementAgentClient>();

        services.AddSingleton<AgentRoster>().AddSingleton(static _ => new AgentFaults(Environment.GetEnvironmentVariable(AgentFaults.Variable)));
        services.AddHostedService<AgentShutdown>().AddHostedService<HealthWatch>();
        services.AddSingleton<HostFiles>().AddHostedService(static provider => ActivatorUtilities.CreateInstance<RetentionClock>(
            provider, provider.GetRequiredService<IGrainFactory>().GetGrain<IRetentionGrain>(provider.GetRequiredService<SiloOptions>().Region)));
        services.AddSingleton<IServicePools, ServicePools>().AddSingleton(new ServiceTimes()).AddSingleton<ServiceKeeper>();
        services.AddSingleton<Persistence.IEventSignal>(provider => provider.GetRequiredService<FeedNotifier>());
        return services.AddSingleton<FollowedAttempts>().AddSingleton<AttemptReporter>().AddSingleton<AttemptAdopter>().AddSingleton<AttemptLogs>().AddSingleton<StartedTeller>();
    }

    public static ISiloBuilder AddApexAgentServices(this ISiloBuilder silo) => silo
        .AddGrainService<TestOrchestratorAgent>()
        .AddGrainService<LayerExecutionAgent>()
        .AddGrainService<BackgroundE2EAgent>()
        .AddGrainService<ProgressStreamingAgent>()
        .AddGrainService<ResourceManagementAgent>()
        .AddGrainService<ExtensionHostAgent>();

    private static IServiceCollection AddWork<TWork>(this IServiceCollection services)
        where TWork : class, IAgentWork =>
        services.AddSingleton<TWork>().AddSingleton<IAgentWork>(provider => provider.GetRequiredService<TWork>());
}
