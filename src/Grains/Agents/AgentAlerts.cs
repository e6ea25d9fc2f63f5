namespace Apex.Agents;

/// <summary>Alerts about agents (SPEC 8): one that does not work is critical.</summary>
public static class AgentAlerts
{
    public static Alert Down(AgentSnapshot agent, DateTimeOffset since) => new()
    {
        Code = "agent_down",
        Severity = AlertSeverity.Critical,
        Message = $"{agent.Name} of {agent.Silo} does not work ({WireNames.Of(agent.Status)}{(agent.LastError is { } error ? $": {error}" : "")}): {MissingDuties.Of(agent.Name)}",
        Since = since,
        Agent = agent.Name,
    };
}
