using Orleans.Services;

namespace Apex.Agents;

/// <summary>Reaches the ResourceManagementAgent of a chosen silo, from grains and other agents.</summary>
public interface IResourceManagementAgentClient : IGrainServiceClient<IResourceManagementAgent>
{
    /// <summary>The agent of the silo that the caller runs on.</summary>
    IResourceManagementAgent Local { get; }

    /// <summary>The agent of a silo.</summary>
    IResourceManagementAgent On(SiloAddress silo);
}
