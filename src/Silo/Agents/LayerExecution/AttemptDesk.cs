using Apex.Categories;
using Apex.Persistence;
using Apex.Planning;
using Apex.Resources;
using Apex.Results;
using Apex.Results.Reports;
using Apex.Runner;
using Orleans.Storage;

namespace Apex.Agents;

/// <summary>Work of the <see cref="LayerExecutionAgent"/>: between the categories, which are the truth, and this host's runner, which does.</summary>
public sealed partial class AttemptDesk(
    FollowedAttempts followed,
    IRunnerLink runner,
    AttemptReporter reporter,
    AttemptAdopter adopter,
    StartedTeller started,
    AttemptLogs logs,
    Services.ServiceKeeper services,
    IPlanStore plans,
    IGrainFactory grains,
    SiloOptions options,
    ICrashPoints crash,
    AgentRoster roster,
    TimeProvider time,
    ILogger<AttemptDesk> log) : IAgentWork
{
    public AgentHealth Health { get; } = new(nameof(LayerExecutionAgent), time);

    /// <summary>The host that this silo speaks for, whether its runner is connected now or not; null before the first connection.</summary>
    public string? Host { get; private set; }

    public async Task RunCategoriesAsync(RunCategoriesRequest request)
    {
        if ((Health.WhyDown ?? roster.WhyDown(nameof(ResourceManagementAgent))) is { } why)
        {
            throw new InvalidOperationException($"this host takes no commands: {why}"); // before anything is placed
        }

        var identity = await runner.IdentityAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(2), time);
        var plan = await plans.LoadAsync(request.PlanHash);
        var (execution, layerName) = ApexKeys.SplitLayer(request.LayerKey);
        var layer = plan.Layers.Single(layer => layer.Name == layerName);
        var placed = await Task.WhenAll(request.Categories.Select(ticket => PlaceAsync(ticket, plan, layer, execution, identity.HostId, request)));
        var specs = placed.OfType<AttemptSpec>().ToList();
        if (specs.Count == 0)
        {
            return;
        }

        crash.Hit("agent.placed.before_runner");
        await runner.PlaceAsync(specs, CancellationToken.None);
        crash.Hit("agent.placed.after_runner");
        Health.Count("placed", specs.Count);
    }

    private async Task<AttemptSpec?> PlaceAsync(CategoryTicket ticket, ExecutionPlan plan, LayerPlan layer, string execution, string host, RunCategoriesRequest request)
    {
        var category = PlannedCategories.Find(layer, ticket.Category) ?? throw new KeyNotFoundException($"layer {request.LayerKey} has no category {ticket.Category}");
        var key = ApexKeys.Category(execution, layer.Name, category.Name);
        var reply = await AskForAttemptAsync(key, new PlacementRequest
        {
            Host = host,
            PlanHash = request.PlanHash,
            IsNew = ticket.IsNew,
            Retry = category.Retry,
            Claim = ResourceClaim.Of(category),
        });
        if (reply.Attempt == 0)
        {
            LogNotPlaced(log, key, reply.Refusal);
            reporter.Release(host, key);
            return null;
        }

        var id = new AttemptId(execution, layer.Name, category.Name, reply.Attempt);
        if (category.Locks.Count > 0 && ticket.Impossible is null && await WhoHoldsLocksAsync(id, reply.Epoch, category.Locks) is { } holder)
        {
            await TakeBackAsync(id, reply.Epoch, holder, host);
            return null;
        }

        var attempt = followed.Add(new FollowedAttempt(id, reply.Epoch, request.PlanHash, category, plan.ProjectFolder));
        if (ticket.Impossible is { } impossible)
        {
            EndUnstarted(attempt, reply.Epoch, impossible, CancellationToken.None);
            return null;
        }

        return AttemptSpecFactory.Create(plan, layer, category, id, reply.Epoch, request.Deadline, request.Branch, time.GetUtcNow());
    }

    private async Task<PlacementReply> AskForAttemptAsync(string key, PlacementRequest request)
    {
        var category = grains.Known<ICategoryGrain>(key);
        try
        {
            try
            {
                return await category.PlaceAsync(request);
            }
            catch (InconsistentStateException) when (request.IsNew)
            {
                return await category.PlaceAsync(request with { IsNew = false }); // it had a row after all
            }
        }
        catch (Exception error)
        {
            Health.Fail(error);
            return new PlacementReply { Refusal = error.Message }; // its room is free again; the layer asks anew
        }
    }

    public Task StopAttemptsAsync(StopAttemptsRequest request)
    {
        var cause = request.Class == FailureClass.Timeout ? EndCause.Timeout : EndCause.Stopped;
        return runner.StopAsync([.. request.Attempts.Select(attempt => new StopOrder(attempt.Id, attempt.Epoch, cause, request.Reason))], CancellationToken.None);
    }

    public Task PutContextAsync(ExecutionContextRequest request) => runner.PutContextAsync(
        new ExecutionContextSpec
        {
            Execution = request.Execution,
            Environment = request.Caller?.Environment,
            Umask = request.Caller?.Umask,
            Secrets = request.Secrets,
        },
        CancellationToken.None);

    public async Task<List<WaitingCategory>> ExplainAsync(string execution)
    {
        var waits = await runner.ExplainAsync(execution, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(2), time);
        return [.. waits.Select(static wait => new WaitingCategory { CategoryKey = wait.Id.ToString(), Reason = wait.Reason, Detail = wait.Detail })];
    }

    public Task DropContextAsync(string execution) => runner.DropContextAsync(execution, CancellationToken.None);

    public Task<LogPiece> ReadLogAsync(LogQuery query) => Task.Run(() => logs.Read(query));

    public Task<TestsPage> ReadTestsAsync(TestsQuery query) => Task.Run(() => KeptTests.IsSafe(query) ? KeptTests.Read(runner.SpoolFolder(query.Id), query) : KeptTests.None(query));

    private async Task HandleAsync(RunnerEvent item, CancellationToken cancellationToken)
    {
        if (services.Take(item))
        {
            return;
        }

        switch (item)
        {
            case RunnerConnected connected:
                (followed.Runner, Host) = (connected.Runner, connected.Runner.HostId);
                var adopted = await adopter.AdoptAllAsync(connected.Runner.HostId, Beat, cancellationToken);
                Health.Count("adopted", adopted);
                LogConnected(log, connected.Runner.HostId, connected.Runner.Pid, adopted);
                break;

            case RunnerDisconnected gone:
                (followed.Known, followed.Runner) = (false, null);
                LogDisconnected(log, gone.Reason);
                break;

            case AttemptBegan began when followed.Find(began.Id) is { } attempt:
                started.Began(attempt, began.StartedAt);
                break;

            case AttemptEnded ended when followed.Find(ended.End.Id) is { } attempt:
                Health.Count("ended");
                Report(attempt, ended.End, cancellationToken);
                break;

            case AttemptRefused refused:
                OnRefused(refused, cancellationToken);
                break;

            default:
                break; // about an attempt that this silo does not follow: the next inventory settles it
        }
    }

    private void Report(FollowedAttempt attempt, AttemptEnd end, CancellationToken cancellationToken)
    {
        if (attempt.Ending)
        {
            return; // told twice; the first is on its way
        }

        attempt.Ending = true;
        _ = ReportAsync();

        async Task ReportAsync()
        {
            try
            {
                await reporter.ReportAsync(attempt, end, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                LogLeftToNext(log, attempt.Id);
            }
            catch (Exception error)
            {
                attempt.Ending = false;
                Health.Fail(error);
            }
        }
    }

    /// <summary>The runner did not take an attempt: the category gets it back, or is told that it can never run here.</summary>
    private void OnRefused(AttemptRefused refused, CancellationToken cancellationToken)
    {
        LogRefused(log, refused.Id, refused.Reason);
        var attempt = followed.Find(refused.Id);
        if (refused.Kind == RefusalKind.Superseded || attempt is { Ending: true })
        {
            return;
        }

        if (refused.Kind == RefusalKind.Impossible)
        {
            if (attempt is null)
            {
                return;
            }

            EndUnstarted(attempt, refused.Epoch, refused.Reason, cancellationToken);
            return;
        }

        // Also of an attempt that an earlier silo placed and no runner ever heard of: its row alone keeps it open.
        followed.Remove(refused.Id);
        _ = WithdrawAsync(refused);
    }

    /// <summary>No runner will ever have it.</summary>
    private void EndUnstarted(FollowedAttempt attempt, long epoch, string reason, CancellationToken cancellationToken) => Report(
        attempt,
        new AttemptEnd { Id = attempt.Id, Epoch = epoch, Cause = EndCause.CannotStart, FinishedAt = time.GetUtcNow(), EmptinessProven = true, Reason = reason },
        cancellationToken);

    private async Task WithdrawAsync(AttemptRefused refused)
    {
        try
        {
            await grains.GetGrain<ICategoryGrain>(refused.Id.CategoryKey).WithdrawAsync(refused.Id, refused.Epoch);
            reporter.Release((await runner.IdentityAsync(CancellationToken.None)).HostId, refused.Id.CategoryKey);
        }
        catch (Exception error)
        {
            Health.Fail(error); // the layer's own wake finds the attempt without a host that holds it, and asks for it again
        }
    }
}
