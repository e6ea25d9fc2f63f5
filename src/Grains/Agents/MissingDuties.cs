namespace Apex.Agents;

/// <summary>What is not done while a kind of agent does not work.</summary>
public static class MissingDuties
{
    /// <summary>A sentence for each kind without an instance that works.</summary>
    public static List<string> Of(IReadOnlyCollection<AgentSnapshot> agents) =>
        [.. StartRules.Kinds.Where(kind => !agents.Any(agent => agent.Name == kind && StartRules.Works(agent.Status))).Select(kind => $"{kind} does not work: {Of(kind)}")];

    public static string Of(string kind) => kind switch
    {
        "TestOrchestratorAgent" => "nothing is planned, validated or started",
        "LayerExecutionAgent" => "its host starts no commands, and what ends there is recorded when it is back",
        "BackgroundE2EAgent" => "background tasks wait",
        "ProgressStreamingAgent" => "watchers see events up to a second later, none is lost",
        "ResourceManagementAgent" => "its host takes no new commands",
        _ => "its work is not done",
    };
}
