using Orleans.Services;

namespace Apex.Agents;

/// <summary>Reaches the BackgroundE2EAgent of a chosen silo, from grains and other agents.</summary>
public interface IBackgroundE2EAgentClient : IGrainServiceClient<IBackgroundE2EAgent>
{
    /// <summary>The agent of the silo that the caller runs on.</summary>
    IBackgroundE2EAgent Local { get; }

    /// <summary>The agent of a silo.</summary>
    IBackgroundE2EAgent On(SiloAddress silo);
}
