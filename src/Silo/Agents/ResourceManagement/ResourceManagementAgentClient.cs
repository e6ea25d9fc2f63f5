using Orleans.Runtime.Services;

namespace Apex.Agents;

public sealed class ResourceManagementAgentClient(IServiceProvider services, ILocalSiloDetails silo) : GrainServiceClient<IResourceManagementAgent>(services), IResourceManagementAgentClient
{
    public IResourceManagementAgent Local => GetGrainService(silo.SiloAddress);

    public IResourceManagementAgent On(SiloAddress silo) => GetGrainService(silo);
}
