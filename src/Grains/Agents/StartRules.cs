namespace Apex.Agents;

/// <summary>Whether a region has enough to begin an execution.</summary>
public static class StartRules
{
    private const string DrainingWords = "the region drains";

    /// <summary>The kinds that there are.</summary>
    public static readonly IReadOnlyList<string> Kinds = ["TestOrchestratorAgent", "LayerExecutionAgent", "BackgroundE2EAgent", "ProgressStreamingAgent", "ResourceManagementAgent"];

    /// <returns>That the region drains, as a sentence; null if it does not.</returns>
    public static string? Draining(ControllerState state) =>
        !state.Drain ? null : $"{DrainingWords}{(state.DrainReason is { } reason ? $" ({reason})" : "")}: what runs goes on, nothing new begins until 'apex agents resume'";

    /// <summary>True if a reason not to start is that the region drains.</summary>
    public static bool IsDraining(string? whyNoStart) => whyNoStart?.StartsWith(DrainingWords, StringComparison.Ordinal) == true;

    /// <param name="agents">Every agent of every silo.</param>
    /// <param name="minimum">Kinds that must have an instance that works, 1–5.</param>
    /// <returns>What is missing, as a sentence; null if nothing is.</returns>
    public static string? Missing(IReadOnlyCollection<AgentSnapshot> agents, int minimum)
    {
        var working = agents.Where(agent => Works(agent.Status)).Select(agent => agent.Name).ToHashSet();
        var missing = Kinds.Where(kind => !working.Contains(kind)).ToList();
        return Kinds.Count - missing.Count >= minimum ? null
            : $"{Kinds.Count - missing.Count} of {Kinds.Count} kinds of agents work, {minimum} are needed; missing: {string.Join(", ", missing.Select(kind => Told(kind, agents)))}";
    }

    private static string Told(string kind, IEnumerable<AgentSnapshot> agents) =>
        agents.FirstOrDefault(agent => agent.Name == kind && agent.LastError is not null) is { } known ? $"{kind} ({known.LastError})" : kind;

    /// <summary>One that still begins is given its time; a degraded one works in part.</summary>
    public static bool Works(AgentStatus status) => status is AgentStatus.Initializing or AgentStatus.Healthy or AgentStatus.Degraded;
}
