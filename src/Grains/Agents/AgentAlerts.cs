namespace Apex.Agents;

/// <summary>Alerts about agents (SPEC 8): one that does not work is critical. Without an extension the region does all of its own work.</summary>
public static class AgentAlerts
{
    public static Alert Down(AgentSnapshot agent, DateTimeOffset since) => agent.Extension is { } extension ? Down(agent, extension, since) : new()
    {
        Code = "agent_down",
        Severity = AlertSeverity.Critical,
        Message = $"{agent.Name} of {agent.Silo} does not work ({WireNames.Of(agent.Status)}{(agent.LastError is { } error ? $": {error}" : "")}): {MissingDuties.Of(agent.Name)}",
        Since = since,
        Agent = agent.Name,
    };

    private static Alert Down(AgentSnapshot agent, string extension, DateTimeOffset since) => new()
    {
        Code = "extension_down",
        Severity = AlertSeverity.High,
        Message = $"extension {extension} of {agent.Silo} does not work{(agent.Name == extension ? "" : $": {agent.Name}")} ({WireNames.Of(agent.Status)}{(agent.LastError is { } error ? $": {error}" : "")}); the region goes on without it",
        Since = since,
        Agent = agent.Name,
    };
}
