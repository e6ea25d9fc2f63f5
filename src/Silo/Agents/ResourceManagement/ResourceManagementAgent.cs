using Apex.Resources;
using Apex.Retention;
using Apex.Services;

namespace Apex.Agents;

/// <summary>See <see cref="IResourceManagementAgent"/>; the work is <see cref="HostReporter"/>'s, <see cref="ServiceKeeper"/>'s and <see cref="HostFiles"/>'s.</summary>
public sealed class ResourceManagementAgent(GrainId id, Silo silo, ILoggerFactory logs, HostReporter work, ServiceKeeper services, HostFiles files)
    : AgentBase<HostReporter>(id, silo, logs, work), IResourceManagementAgent
{
    public Task<HostReport?> GetHostAsync() => Task.FromResult(Work.Last);

    public Task KeepServicesAsync(KeepServicesRequest request) => services.KeepAsync(request);

    public Task<PruneLogsReply> PruneAsync(PruneHostRequest request) => Task.Run(() => files.PruneAsync(request));
}
