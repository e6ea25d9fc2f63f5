using Apex.Resources;
using Apex.Services;

namespace Apex.Agents;

/// <summary>See <see cref="IResourceManagementAgent"/>; the work is <see cref="HostReporter"/>'s and <see cref="ServiceKeeper"/>'s.</summary>
public sealed class ResourceManagementAgent(GrainId id, Silo silo, ILoggerFactory logs, HostReporter work, ServiceKeeper services)
    : AgentBase<HostReporter>(id, silo, logs, work), IResourceManagementAgent
{
    public Task<HostReport?> GetHostAsync() => Task.FromResult(Work.Last);

    public Task KeepServicesAsync(KeepServicesRequest request) => services.KeepAsync(request);
}
