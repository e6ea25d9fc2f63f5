using Orleans.Runtime.Services;

namespace Apex.Agents;

public sealed class LayerExecutionAgentClient(IServiceProvider services, ILocalSiloDetails silo) : GrainServiceClient<ILayerExecutionAgent>(services), ILayerExecutionAgentClient
{
    public ILayerExecutionAgent Local => GetGrainService(silo.SiloAddress);

    public ILayerExecutionAgent On(SiloAddress silo) => GetGrainService(silo);
}
