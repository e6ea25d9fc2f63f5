using Apex.Configuration;
using Apex.Planning;
using Apex.Results;

namespace Apex.Agents;

/// <summary>The outsiders' door to the agents: clients cannot call grain services. Key: region.</summary>
[Alias("apex.IAgentDoorGrain")]
public interface IAgentDoorGrain : IGrainWithStringKey
{
    /// <summary>Parses, validates and plans. Changes nothing. Values of secrets are not in the answer.</summary>
    [Alias("Plan")]
    Task<PlanReply> PlanAsync(PlanRequest request);

    /// <summary>Parses and validates a configuration, and tells what it holds. Changes nothing.</summary>
    [Alias("Describe")]
    Task<ConfigurationReply> DescribeAsync(ConfigurationQuery query);

    /// <summary>A piece of an attempt's log from the host that keeps it.</summary>
    [Alias("ReadLog")]
    Task<LogPiece> ReadLogAsync(string host, LogQuery query);

    /// <summary>Tests of an attempt from the host that keeps its reports.</summary>
    [Alias("ReadTests")]
    Task<TestsPage> ReadTestsAsync(string host, TestsQuery query);

    /// <summary>Health of every agent of every silo of the region.</summary>
    [Alias("GetAgents")]
    Task<List<AgentSnapshot>> GetAgentsAsync();
}
