using Orleans.Services;

namespace Apex.Agents;

/// <summary>Reaches the ProgressStreamingAgent of a chosen silo, from grains and other agents.</summary>
public interface IProgressStreamingAgentClient : IGrainServiceClient<IProgressStreamingAgent>
{
    /// <summary>The agent of the silo that the caller runs on.</summary>
    IProgressStreamingAgent Local { get; }

    /// <summary>The agent of a silo.</summary>
    IProgressStreamingAgent On(SiloAddress silo);
}
