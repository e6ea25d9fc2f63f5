using Apex.Configuration;
using Apex.Planning;

namespace Apex.Agents;

/// <summary>See <see cref="ITestOrchestratorAgent"/>; the work is <see cref="RunPlanner"/>.</summary>
public sealed class TestOrchestratorAgent(GrainId id, Silo silo, ILoggerFactory logs, RunPlanner work) : AgentBase<RunPlanner>(id, silo, logs, work), ITestOrchestratorAgent
{
    public Task<PlanReply> PlanAsync(PlanRequest request) => Work.PlanAsync(request);

    public Task<ConfigurationReply> DescribeAsync(ConfigurationQuery query) => Work.DescribeAsync(query);

    public Task<long?> EstimateAsync(string planHash) => Work.EstimateAsync(planHash);

    public Task SweepAsync()
    {
        Work.RequestSweep();
        return Task.CompletedTask;
    }
}
