using Apex.Categories;
using Apex.Layers;
using Apex.Persistence;
using Apex.Planning;
using Apex.Runner;

namespace Apex.Agents;

/// <summary>Work of the <see cref="LayerExecutionAgent"/>: between the categories, which are the truth, and this host's runner, which does.</summary>
public sealed partial class AttemptDesk(
    FollowedAttempts followed,
    IRunnerLink runner,
    AttemptReporter reporter,
    AttemptAdopter adopter,
    StartedTeller started,
    AttemptLogs logs,
    IPlanStore plans,
    IGrainFactory grains,
    ICrashPoints crash,
    TimeProvider time,
    ILogger<AttemptDesk> log) : IAgentWork
{
    private static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(10);

    public AgentHealth Health { get; } = new(nameof(LayerExecutionAgent), time);

    public async Task RunCategoriesAsync(RunCategoriesRequest request)
    {
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
        var category = layer.Categories.Single(category => category.Name == ticket.Category);
        var reply = await grains.GetGrain<ICategoryGrain>(ApexKeys.Category(execution, layer.Name, category.Name)).PlaceAsync(new PlacementRequest
        {
            Host = host,
            PlanHash = request.PlanHash,
            IsNew = ticket.IsNew,
            Retry = category.Retry,
        });
        if (reply.Attempt == 0)
        {
            LogNotPlaced(log, execution, layer.Name, category.Name, reply.Refusal);
            return null;
        }

        var id = new AttemptId(execution, layer.Name, category.Name, reply.Attempt);
        followed.Add(new FollowedAttempt(id, reply.Epoch, request.PlanHash, category, plan.ProjectFolder));
        return AttemptSpecFactory.Create(plan, layer, category, id, reply.Epoch, request.Deadline, time.GetUtcNow());
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

    public Task DropContextAsync(string execution) => runner.DropContextAsync(execution, CancellationToken.None);

    public Task<LogPiece> ReadLogAsync(LogQuery query) => Task.Run(() => logs.Read(query));

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var beating = BeatAsync(cancellationToken);
        var telling = started.RunAsync(cancellationToken);
        await foreach (var item in runner.Events.ReadAllAsync(cancellationToken))
        {
            await HandleAsync(item, cancellationToken);
            if (telling.IsFaulted || beating.IsFaulted)
            {
                await Task.WhenAll(telling, beating);
            }
        }
    }

    private async Task HandleAsync(RunnerEvent item, CancellationToken cancellationToken)
    {
        switch (item)
        {
            case RunnerConnected connected:
                followed.Runner = connected.Runner;
                var adopted = await adopter.AdoptAllAsync(connected.Runner.HostId, cancellationToken);
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
                await OnRefusedAsync(refused);
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

    /// <summary>The runner did not take an attempt: it never ran, so the category gets it back and the layer asks anew.</summary>
    private async Task OnRefusedAsync(AttemptRefused refused)
    {
        LogRefused(log, refused.Id, refused.Reason);
        followed.Remove(refused.Id);
        await grains.GetGrain<ICategoryGrain>(refused.Id.CategoryKey).WithdrawAsync(refused.Id, refused.Epoch);
        await grains.GetGrain<ILayerGrain>(ApexKeys.Layer(refused.Id.Execution, refused.Id.Layer)).WakeAsync();
    }

    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Health.Figure("following", followed.Count);
            Health.Beat();
            await Task.Delay(HeartbeatInterval, time, cancellationToken);
        }
    }
}
