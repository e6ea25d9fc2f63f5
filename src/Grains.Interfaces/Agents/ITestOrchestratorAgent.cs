using Apex.Configuration;
using Apex.Planning;
using Orleans.Services;

namespace Apex.Agents;

/// <summary>Computes plans, wakes live executions, watches over deadlines.</summary>
/// <remarks>One per silo; requests interleave. Moving or renaming this interface changes its address.</remarks>
[Alias("apex.ITestOrchestratorAgent")]
public interface ITestOrchestratorAgent : IGrainService
{
    /// <summary>How it is.</summary>
    [Alias("GetHealth")]
    Task<AgentSnapshot> GetHealthAsync();

    /// <summary>Parses, validates and plans. Changes nothing.</summary>
    [Alias("Plan")]
    Task<PlanReply> PlanAsync(PlanRequest request);

    /// <summary>Parses and validates a configuration, and tells what it holds. Changes nothing.</summary>
    [Alias("Describe")]
    Task<ConfigurationReply> DescribeAsync(ConfigurationQuery query);

    /// <summary>Milliseconds that a stored plan probably takes, from what its categories took before; null if one of them has no history.</summary>
    [Alias("Estimate")]
    Task<long?> EstimateAsync(string planHash);

    /// <summary>Wakes every live execution soon: after a start, a membership change, or when a soft state was lost.</summary>
    [Alias("Sweep")]
    Task SweepAsync();
}
