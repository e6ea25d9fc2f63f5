using Orleans.Runtime.Services;

namespace Apex.Agents;

public sealed class ProgressStreamingAgentClient(IServiceProvider services, ILocalSiloDetails silo) : GrainServiceClient<IProgressStreamingAgent>(services), IProgressStreamingAgentClient
{
    public IProgressStreamingAgent Local => GetGrainService(silo.SiloAddress);

    public IProgressStreamingAgent On(SiloAddress silo) => GetGrainService(silo);
}
