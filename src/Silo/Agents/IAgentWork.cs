namespace Apex.Agents;

/// <summary>The work of an agent, as a plain class. The agent is the grain service around it.</summary>
public interface IAgentWork
{
    AgentHealth Health { get; }

    /// <summary>Runs until cancelled. An exception is counted, and the work is run again after a pause.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}
