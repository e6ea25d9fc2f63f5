using Orleans.Runtime.Services;

namespace Apex.Agents;

public sealed class BackgroundE2EAgentClient(IServiceProvider services, ILocalSiloDetails silo) : GrainServiceClient<IBackgroundE2EAgent>(services), IBackgroundE2EAgentClient
{
    public IBackgroundE2EAgent Local => GetGrainService(silo.SiloAddress);

    public IBackgroundE2EAgent On(SiloAddress silo) => GetGrainService(silo);
}
