using Apex.Resources;

namespace Apex.Agents;

/// <summary>See <see cref="IResourceManagementAgent"/>; the work is <see cref="HostReporter"/>.</summary>
public sealed class ResourceManagementAgent(GrainId id, Silo silo, ILoggerFactory logs, HostReporter work) : AgentBase<HostReporter>(id, silo, logs, work), IResourceManagementAgent
{
    public Task<HostReport?> GetHostAsync() => Task.FromResult(Work.Last);
}
