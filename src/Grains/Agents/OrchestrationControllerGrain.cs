using Apex.Persistence;

namespace Apex.Agents;

/// <summary>The region's controller: one durable flag, a reminder that outlives every silo, and what the agents said a moment ago.</summary>
public sealed class OrchestrationControllerGrain : Grain, IOrchestrationControllerGrain, IRemindable
{
    private const string Sweep = "sweep";
    private const int LongestReason = 300;

    private readonly DurableState<ControllerState> _row;
    private readonly ITestOrchestratorAgentClient _orchestrator;
    private readonly GrainsOptions _options;
    private readonly TimeProvider _time;
    private readonly Dictionary<(string Agent, string Silo), DateTimeOffset> _downSince = [];
    private List<AgentSnapshot> _agents = [];
    private DateTimeOffset _askedAt = DateTimeOffset.MinValue;

    public OrchestrationControllerGrain(DurableRows rows, ITestOrchestratorAgentClient orchestrator, GrainsOptions options, TimeProvider time)
    {
        (_orchestrator, _options, _time) = (orchestrator, options, time);
        _row = rows.Open<ControllerState>(StateNames.Controller, this.GetGrainId());
    }

    public Task EnsureSweepingAsync() => this.RegisterOrUpdateReminder(Sweep, _options.SweepPeriod, _options.SweepPeriod);

    public Task ReceiveReminder(string reminderName, TickStatus status) => _orchestrator.Local.SweepAsync();

    public Task SetDrainAsync(bool drain) => WriteAsync(state => state.Drain == drain ? state : state with { Drain = drain, DrainReason = null, DrainSince = drain ? _time.GetUtcNow() : null });

    public Task DrainAsync(string? reason)
    {
        var why = reason is { Length: > LongestReason } ? reason[..LongestReason] : reason;
        return WriteAsync(state => state with { Drain = true, DrainReason = why, DrainSince = state.DrainSince ?? _time.GetUtcNow() });
    }

    public async Task<string?> WhyNoStartAsync()
    {
        await _row.EnsureReadAsync();
        return WhyNoStart(await AgentsAsync());
    }

    public async Task<RegionSnapshot> GetAsync()
    {
        await _row.EnsureReadAsync();
        var agents = await AgentsAsync();
        var silos = await GrainFactory.GetGrain<IManagementGrain>(0).GetHosts();
        return new RegionSnapshot
        {
            Region = this.GetPrimaryKeyString(),
            Draining = _row.Value.Drain,
            DrainReason = _row.Value.DrainReason,
            DrainingSince = _row.Value.DrainSince,
            Silos = [.. silos.OrderBy(silo => silo.Key).Select(silo => new SiloSnapshot { Silo = silo.Key.ToParsableString(), Status = silo.Value.ToString().ToLowerInvariant() })],
            Agents = agents,
            MinimumRequiredAgents = _options.MinimumRequiredAgents,
            Missing = MissingDuties.Of(agents),
            WhyNoStart = WhyNoStart(agents),
            Alerts = [.. agents.Where(agent => !StartRules.Works(agent.Status)).Select(agent => AgentAlerts.Down(agent, _downSince[(agent.Name, agent.Silo)]))],
        };
    }

    private string? WhyNoStart(List<AgentSnapshot> agents) => StartRules.Draining(_row.Value) ?? StartRules.Missing(agents, _options.MinimumRequiredAgents);

    private async Task WriteAsync(Func<ControllerState, ControllerState> change)
    {
        await _row.EnsureReadAsync();
        var next = change(_row.Value);
        if (next == _row.Value)
        {
            return;
        }

        try
        {
            await _row.WriteAsync(next); // has no events: nobody is to be told
        }
        catch
        {
            DeactivateOnIdle(); // the write may have committed: the next activation reads what is true
            throw;
        }
    }

    private async Task<List<AgentSnapshot>> AgentsAsync()
    {
        var now = _time.GetUtcNow();
        if (now - _askedAt >= _options.AgentHealthAge)
        {
            _agents = await GrainFactory.GetGrain<IAgentDoorGrain>(this.GetPrimaryKeyString()).GetAgentsAsync();
            _askedAt = now;
            foreach (var agent in _agents)
            {
                if (StartRules.Works(agent.Status))
                {
                    _downSince.Remove((agent.Name, agent.Silo));
                }
                else
                {
                    _downSince.TryAdd((agent.Name, agent.Silo), now);
                }
            }
        }

        return _agents;
    }
}
