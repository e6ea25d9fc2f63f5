using Apex.Agents;
using Apex.Categories;
using Apex.Persistence;
using Microsoft.Extensions.Logging;

namespace Apex.Resources;

/// <summary>Sends what <see cref="PlacementLedger"/> grants. Beside the rows of named locks it knows nothing that hosts' reports and layers' requests do not bring back.</summary>
public sealed partial class SchedulerGrain(
    ILayerExecutionAgentClient hosts,
    ITestOrchestratorAgentClient orchestrator,
    ILockRows locks,
    ICrashPoints crash,
    GrainsOptions options,
    TimeProvider time,
    ILogger<SchedulerGrain> logger)
    : Grain, ISchedulerGrain
{
    private const int Shown = 1_000;
    private readonly PlacementLedger _queue = new(options.HostSilence, options.GrantMemory, options.Patience);
    private readonly ILogger<SchedulerGrain> _logger = logger;

    private DateTimeOffset Now => time.GetUtcNow();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _queue.Locks.Load(await locks.ListAsync());
        this.RegisterGrainTimer(TickAsync, new GrainTimerCreationOptions(options.SchedulerTick, options.SchedulerTick));
        Hints.Send(SweepAsync(), LogSweepLost); // an earlier activation's queue is gone: layers send it again
    }

    public Task RequestAsync(LayerDemand demand)
    {
        _queue.Request(demand, Now);
        return GrantAsync();
    }

    public Task ReportAsync(HostReport report)
    {
        _queue.Report(report, Now);
        return GrantAsync();
    }

    public Task ReleasedAsync(string host, List<string> categoryKeys)
    {
        _queue.Release(host, categoryKeys, Now);
        ReleaseLocks(categoryKeys);
        return GrantAsync();
    }

    public Task<SiloAddress?> FindHostAsync(string host) =>
        Task.FromResult(_queue.Hosts.FirstOrDefault(known => known.Id == host && Now - known.SeenAt <= options.HostSilence)?.Report.Silo);

    public Task<SchedulerSnapshot> GetAsync() => ShowAsync(null);

    public Task<SchedulerSnapshot> ExplainAsync(string execution) => ShowAsync(execution);

    private Task<SchedulerSnapshot> ShowAsync(string? execution)
    {
        var waiting = _queue.Waiting(Now, execution).ToList();
        return Task.FromResult(new SchedulerSnapshot
        {
            Hosts = [.. _queue.Hosts.Select(host => host.Report)],
            Waiting = [.. waiting.Take(Shown)],
            WaitingTotal = waiting.Count,
        });
    }

    private Task TickAsync()
    {
        _queue.ForgetSilent(Now);
        _queue.Age(Now);
        ReleaseForgottenLocks();
        return GrantAsync();
    }

    private async Task SweepAsync() => await orchestrator.Local.SweepAsync();

    private Task GrantAsync()
    {
        foreach (var placement in _queue.Grant(Now))
        {
            _ = RunAsync(placement); // its failures are its own business
        }

        return Task.CompletedTask;
    }

    private async Task RunAsync(Placement placement)
    {
        try
        {
            await hosts.On(placement.Host.Report.Silo).RunAsync(new RunCategoriesRequest
            {
                LayerKey = placement.LayerKey,
                PlanHash = placement.Demand.PlanHash,
                Deadline = placement.Demand.Deadline,
                Categories = [.. placement.Categories.Select(category => new CategoryTicket { Category = category.Category, IsNew = category.IsNew, Impossible = _queue.Impossible(category) })],
                Branch = placement.Demand.Branch,
            });
        }
        catch (Exception error)
        {
            LogHostFailed(error, placement.Host.Id, placement.LayerKey, placement.Categories.Count);
            _queue.GiveBack(placement, Now + options.SchedulerTick);
        }
    }
}
