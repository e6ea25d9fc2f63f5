using System.Collections.Concurrent;

namespace Apex.Agents;

/// <summary>The agents of this silo: how each is, and how each is stopped.</summary>
public sealed class AgentRoster
{
    /// <summary>Who takes in new work stops first; who tells others of what was done stops last.</summary>
    private static readonly string[] StopOrder =
        [nameof(TestOrchestratorAgent), nameof(BackgroundE2EAgent), nameof(LayerExecutionAgent), nameof(ResourceManagementAgent), nameof(ProgressStreamingAgent)];

    private readonly ConcurrentDictionary<string, (AgentHealth Health, Func<Task> StopAsync)> _agents = new(StringComparer.Ordinal);

    public IEnumerable<AgentHealth> Healths => _agents.Values.Select(static agent => agent.Health);

    public void Add(AgentHealth health, Func<Task> stop) => _agents[health.Name] = (health, stop);

    /// <summary>Why an agent of this silo does not do its work; null while it does.</summary>
    public string? WhyDown(string agent) => _agents.TryGetValue(agent, out var known) ? known.Health.WhyDown : null;

    /// <summary>Stops all, one after the other; what does not stop in its share of the time is left behind.</summary>
    public async Task StopAsync(TimeSpan share, TimeProvider time)
    {
        foreach (var agent in StopOrder)
        {
            if (_agents.TryGetValue(agent, out var known))
            {
                await known.StopAsync().WaitAsync(share, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
