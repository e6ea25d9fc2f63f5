using Orleans.Services;

namespace Apex.Agents;

/// <summary>Reaches the TestOrchestratorAgent of a chosen silo, from grains and other agents.</summary>
public interface ITestOrchestratorAgentClient : IGrainServiceClient<ITestOrchestratorAgent>
{
    /// <summary>The agent of the silo that the caller runs on.</summary>
    ITestOrchestratorAgent Local { get; }

    /// <summary>The agent of a silo.</summary>
    ITestOrchestratorAgent On(SiloAddress silo);
}
