using Apex.Persistence;

namespace Apex.Agents;

/// <summary>The region's controller: one durable flag, a reminder that outlives every silo, and what the agents said a moment ago.</summary>
public sealed class OrchestrationControllerGrain : Grain, IOrchestrationControllerGrain, IRemindable
{
    private const string Sweep = "sweep";

    private readonly DurableState<ControllerState> _row;
    private readonly ITestOrchestratorAgentClient _orchestrator;
    private readonly GrainsOptions _options;
    private readonly TimeProvider _time;
    private string? _missing;
    private DateTimeOffset _askedAt = DateTimeOffset.MinValue;

    public OrchestrationControllerGrain(DurableRows rows, ITestOrchestratorAgentClient orchestrator, GrainsOptions options, TimeProvider time)
    {
        (_orchestrator, _options, _time) = (orchestrator, options, time);
        _row = rows.Open<ControllerState>(StateNames.Controller, this.GetGrainId());
    }

    public Task EnsureSweepingAsync() => this.RegisterOrUpdateReminder(Sweep, _options.SweepPeriod, _options.SweepPeriod);

    public Task ReceiveReminder(string reminderName, TickStatus status) => _orchestrator.Local.SweepAsync();

    public async Task SetDrainAsync(bool drain)
    {
        await _row.EnsureReadAsync();
        if (_row.Value.Drain == drain)
        {
            return;
        }

        try
        {
            await _row.WriteAsync(_row.Value with { Drain = drain }); // has no events: nobody is to be told
        }
        catch
        {
            DeactivateOnIdle(); // the write may have committed: the next activation reads what is true
            throw;
        }
    }

    public async Task<string?> WhyNoStartAsync()
    {
        await _row.EnsureReadAsync();
        return _row.Value.Drain ? StartRules.Draining : await MissingAsync();
    }

    private async Task<string?> MissingAsync()
    {
        if (_time.GetUtcNow() - _askedAt >= _options.AgentHealthAge)
        {
            _missing = StartRules.Missing(await GrainFactory.GetGrain<IAgentDoorGrain>(this.GetPrimaryKeyString()).GetAgentsAsync(), _options.MinimumRequiredAgents);
            _askedAt = _time.GetUtcNow();
        }

        return _missing;
    }
}
