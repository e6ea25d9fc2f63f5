using Orleans.Runtime.Services;

namespace Apex.Agents;

public sealed class TestOrchestratorAgentClient(IServiceProvider services, ILocalSiloDetails silo) : GrainServiceClient<ITestOrchestratorAgent>(services), ITestOrchestratorAgentClient
{
    public ITestOrchestratorAgent Local => GetGrainService(silo.SiloAddress);

    public ITestOrchestratorAgent On(SiloAddress silo) => GetGrainService(silo);
}
