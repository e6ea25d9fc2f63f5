using Orleans.Services;

namespace Apex.Agents;

/// <summary>Reaches the ExtensionHostAgent of a chosen silo, from grains and other agents.</summary>
public interface IExtensionHostAgentClient : IGrainServiceClient<IExtensionHostAgent>
{
    /// <summary>The agent of the silo that the caller runs on.</summary>
    IExtensionHostAgent Local { get; }

    /// <summary>The agent of a silo.</summary>
    IExtensionHostAgent On(SiloAddress silo);
}
