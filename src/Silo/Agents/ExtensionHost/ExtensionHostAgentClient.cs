using Orleans.Runtime.Services;

namespace Apex.Agents;

public sealed class ExtensionHostAgentClient(IServiceProvider services, ILocalSiloDetails silo) : GrainServiceClient<IExtensionHostAgent>(services), IExtensionHostAgentClient
{
    public IExtensionHostAgent Local => GetGrainService(silo.SiloAddress);

    public IExtensionHostAgent On(SiloAddress silo) => GetGrainService(silo);
}
