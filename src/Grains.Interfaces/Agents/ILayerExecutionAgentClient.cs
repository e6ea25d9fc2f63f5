using Orleans.Services;

namespace Apex.Agents;

/// <summary>Reaches the LayerExecutionAgent of a chosen silo, from grains and other agents.</summary>
public interface ILayerExecutionAgentClient : IGrainServiceClient<ILayerExecutionAgent>
{
    /// <summary>The agent of the silo that the caller runs on.</summary>
    ILayerExecutionAgent Local { get; }

    /// <summary>The agent of a silo.</summary>
    ILayerExecutionAgent On(SiloAddress silo);
}
