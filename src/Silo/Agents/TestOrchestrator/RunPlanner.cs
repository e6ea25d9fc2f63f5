using System.Threading.Channels;
using Apex.Configuration;
using Apex.Executions;
using Apex.Persistence;
using Apex.Planning;
using Apex.Planning.Estimates;
using Apex.Resources;

namespace Apex.Agents;

/// <summary>Work of the <see cref="TestOrchestratorAgent"/>: plans on request, wakes every live execution when something may have been missed.</summary>
public sealed partial class RunPlanner(
    IPlanner planner,
    IConfigurationDescriber describer,
    ICategoryHistory history,
    IPlanStore plans,
    ILiveExecutions live,
    IGrainFactory grains,
    IClusterMembershipService membership,
    SiloOptions options,
    TimeProvider time,
    ILogger<RunPlanner> log) : IAgentWork
{
    /// <summary>Pause between two sweeps that nothing asked for.</summary>
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(60);
    private static readonly ParallelOptions WakesAtOnce = new() { MaxDegreeOfParallelism = 16 };

    /// <summary>Characters of a configuration whose planning leaves so much behind that it is given back to the system at once: some hundred MiB for a hundred thousand categories.</summary>
    private const int Large = 1024 * 1024;

    /// <summary>One wish is as good as many; the first is there from the start.</summary>
    private readonly Channel<bool> _sweepWanted = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public AgentHealth Health { get; } = new(nameof(TestOrchestratorAgent), time);

    /// <summary>Parsing and planning cost CPU, never a scheduler thread of the silo.</summary>
    public Task<PlanReply> PlanAsync(PlanRequest request) => Task.Run(async () =>
    {
        if (Health.WhyDown is { } why)
        {
            return new PlanReply { Unavailable = why };
        }

        Health.Count("plans");
        var reply = planner.Plan(request);
        if (request.FailedFirst && reply.Plan is { Project: var project })
        {
            reply = planner.Plan(request, await history.FailedAsync(project));
        }

        if (request.Files.Sum(static file => (long)file.Text.Length) > Large)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
        }

        return request.ForRun || reply.Plan is not { } plan ? reply : reply with { Estimate = await EstimateAsync(plan) };
    });

    public Task<ConfigurationReply> DescribeAsync(ConfigurationQuery query) => Task.Run(() =>
    {
        if (Health.WhyDown is { } why)
        {
            return new ConfigurationReply { Unavailable = why };
        }

        Health.Count("descriptions");
        return describer.Describe(query);
    });

    /// <returns>Milliseconds that a plan probably takes; null if a category of it has no history.</returns>
    public async Task<long?> EstimateAsync(string planHash) =>
        await EstimateAsync(await plans.LoadAsync(planHash)) is { Unknown: 0, Known: > 0 } estimate ? estimate.DurationMs : null;

    public void RequestSweep() => _sweepWanted.Writer.TryWrite(true);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watching = WatchMembershipAsync(both.Token);
        RequestSweep();
        await grains.GetGrain<IOrchestrationControllerGrain>(options.Region).EnsureSweepingAsync();
        try
        {
            var lastSweep = time.GetTimestamp();
            while (true)
            {
                if (await WantedAsync(cancellationToken) || time.GetElapsedTime(lastSweep) >= SweepInterval)
                {
                    lastSweep = time.GetTimestamp();
                    await SweepAsync(cancellationToken);
                }

                Health.Beat();
                if (watching.IsFaulted)
                {
                    await watching;
                }
            }
        }
        finally
        {
            await both.CancelAsync();
            await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Slots are those that the hosts report; before the first report, those of this machine.</summary>
    private async Task<PlanEstimate?> EstimateAsync(ExecutionPlan plan)
    {
        var known = await history.ReadAsync(plan.Project);
        var hosts = known.Count == 0 ? [] : (await grains.GetGrain<ISchedulerGrain>(options.Region).GetAsync()).Hosts;
        return Estimator.Of(plan, known, hosts.Count == 0 ? Environment.ProcessorCount : hosts.Sum(static host => host.Slots));
    }

    private async Task<bool> WantedAsync(CancellationToken cancellationToken)
    {
        using var turn = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        turn.CancelAfter(Health.Heartbeat);
        try
        {
            return await _sweepWanted.Reader.ReadAsync(turn.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task WatchMembershipAsync(CancellationToken cancellationToken)
    {
        await foreach (var _ in membership.MembershipUpdates.WithCancellation(cancellationToken))
        {
            RequestSweep();
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        var executions = await live.ListAsync();
        Health.Figure("live_executions", executions.Count);
        await Parallel.ForEachAsync(executions, WakesAtOnce, async (execution, _) =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                await grains.GetGrain<IExecutionGrain>(execution.Execution).WakeAsync();
                Health.Count("wakes");
                Health.Beat();
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested)
            {
                // One execution that cannot be woken must not keep the others asleep; the next sweep tries it again.
                Health.Fail(error);
                LogWakeFailed(log, error, execution.Execution);
            }
        });
    }

    [LoggerMessage(EventId = 2100, Level = LogLevel.Warning, Message = "Execution {Execution} could not be woken; the next sweep tries again")]
    private static partial void LogWakeFailed(ILogger logger, Exception error, string execution);
}
