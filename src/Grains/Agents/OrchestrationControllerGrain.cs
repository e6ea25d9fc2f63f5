namespace Apex.Agents;

/// <summary>The region's sweeper: a reminder that outlives every silo.</summary>
public sealed class OrchestrationControllerGrain(ITestOrchestratorAgentClient orchestrator, GrainsOptions options) : Grain, IOrchestrationControllerGrain, IRemindable
{
    private const string Sweep = "sweep";

    public Task EnsureSweepingAsync() => this.RegisterOrUpdateReminder(Sweep, options.SweepPeriod, options.SweepPeriod);

    public Task ReceiveReminder(string reminderName, TickStatus status) => orchestrator.Local.SweepAsync();
}
