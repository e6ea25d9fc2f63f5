using Apex.Background;
using Apex.Categories;
using Apex.Executions;
using Apex.Planning;
using Apex.Progress;
using Apex.Testing;

namespace Apex.Grains.Tests.Background;

/// <summary>Executions of the lane over the real grains: one at a time here.</summary>
public sealed class BackgroundLaneTests : IAsyncLifetime
{
    private ApexCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await ApexCluster.StartAsync(change: static options => options with { MaxConcurrentBackground = 1 });

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Run_MoreThanTheCap_WaitTheirTurnInOrderAndTellWhy()
    {
        _cluster.Script.End = static id => id.Execution == "exec1" ? ScriptedEnd.Hold : ScriptedEnd.Pass;
        var first = await _cluster.RunAsync(Plan(3));
        await _cluster.WaitForAsync(first, "the first task's start", static next => next.Type == EventTypes.AttemptStarted);
        var low = await _cluster.RunAsync(Plan(5));
        var high = await _cluster.RunAsync(Plan(1));

        var lane = await Queue.ListAsync(new BackgroundQuery());
        (await _cluster.Execution(first).CancelAsync("enough"))!.Id.ShouldBe(first);
        await _cluster.EndAsync(low);
        await _cluster.EndAsync(high);

        lane.Tasks.Select(static task => (task.Id, task.State, task.Position, task.Waiting)).ShouldBe(
        [
            (first, BackgroundState.Running, null, null),
            (high, BackgroundState.Queued, 1, "background_cap"),
            (low, BackgroundState.Queued, 2, "background_cap"),
        ]);
        (lane.Running, lane.Queued).ShouldBe((1, 2));
        _cluster.Script.Placed.Select(static placed => placed.Id.Execution).ShouldBe([first, high, low]);
        (await Queue.GetAsync(first))!.Verdict.ShouldBe(Verdict.Cancelled);
    }

    [Fact]
    public async Task Run_ATask_TellsItsTransitionsInOrder()
    {
        var id = await _cluster.RunAsync(Plan(2));

        (await _cluster.EndAsync(id)).Verdict.ShouldBe(Verdict.Passed);

        var types = _cluster.Store.Events(id).Select(static next => next.Type).ToList();
        types[..4].ShouldBe([EventTypes.OrchestrationQueued, EventTypes.BackgroundQueued, EventTypes.BackgroundStarted, EventTypes.OrchestrationStarted]);
        types[^3..].ShouldBe([EventTypes.VerdictDecided, EventTypes.BackgroundCompleted, EventTypes.OrchestrationCompleted]);
    }

    [Fact]
    public async Task Cancel_WhileItWaits_NothingOfItStarts()
    {
        _cluster.Script.End = static _ => ScriptedEnd.Hold;
        var running = await _cluster.RunAsync(Plan(3));
        await _cluster.WaitForAsync(running, "the first task's start", static next => next.Type == EventTypes.AttemptStarted);
        var waiting = await _cluster.RunAsync(Plan(3));

        await _cluster.Execution(waiting).CancelAsync("not needed");
        var ended = await _cluster.EndAsync(waiting);

        (ended.Verdict, ended.StartedAt, ended.Reason).ShouldBe((Verdict.Cancelled, null, "not needed"));
        _cluster.Store.Events(waiting).Select(static next => next.Type).ShouldContain(EventTypes.BackgroundCancelled);
        _cluster.Script.Placed.ShouldHaveSingleItem().Id.Execution.ShouldBe(running);
        (await _cluster.Execution(waiting).PullAsync()).ShouldBeFalse("what was cancelled has no turn any more");
    }

    [Fact]
    public async Task Run_Timeout_IsAnEndOfItsOwnAndFreesThePlace()
    {
        _cluster.Script.End = static id => id.Execution == "exec1" ? ScriptedEnd.Hold : ScriptedEnd.Pass;
        var first = await _cluster.RunAsync(Plan(3, timeoutMs: 300));
        var second = await _cluster.RunAsync(Plan(3));

        var ended = await _cluster.EndAsync(first);
        (ended.Verdict, ended.Reason).ShouldBe((Verdict.TimedOut, "the execution's time of 0.005 min is used up"));
        (await _cluster.EndAsync(second)).Verdict.ShouldBe(Verdict.Passed);
    }

    [Theory]
    [InlineData(0, 1, 0)]
    [InlineData(2, 3, 2)]
    public async Task Run_Infra_IsPlacedAgainAsOftenAsTheLaneSays(int retries, int attempts, int announced)
    {
        _cluster.Script.End = static _ => ScriptedEnd.Of(FailureClass.Infra);
        var plan = Plan(3);
        var category = plan.Layers[0].Categories[0] with { Retry = new RetryRule { BackgroundRetries = retries } };
        var id = await _cluster.RunAsync(plan with { Layers = [plan.Layers[0] with { Categories = [category] }] });

        var ended = await _cluster.EndAsync(id);

        ended.Verdict.ShouldBe(Verdict.Error);
        ended.Layers[0].Categories[0].Attempts.Count.ShouldBe(attempts);
        _cluster.Store.Events(id).Count(static next => next.Type == EventTypes.BackgroundRetrying).ShouldBe(announced);
    }

    [Fact]
    public async Task Queue_NewerCommit_SupersedesWhatWaits()
    {
        _cluster.Script.End = static id => id.Execution == "exec1" ? ScriptedEnd.Hold : ScriptedEnd.Pass;
        var running = await _cluster.RunAsync(Plan(3));
        await _cluster.WaitForAsync(running, "the first task's start", static next => next.Type == EventTypes.AttemptStarted);
        await StartAsync("old", "c1");
        await StartAsync("new", "c2");

        var old = await _cluster.EndAsync("old");
        await _cluster.Execution(running).CancelAsync("enough");
        var next = await _cluster.EndAsync("new");

        (old.Verdict, old.StartedAt).ShouldBe((Verdict.Cancelled, null));
        old.Reason.ShouldBe("superseded by new: a newer commit of main");
        next.Verdict.ShouldBe(Verdict.Passed);
    }

    [Fact]
    public async Task Start_InTheLane_LeavesTheTreeToTheForeground()
    {
        _cluster.Script.Plans["bg"] = new PlanReply { Plan = Plan(3), Hash = "bg" };
        _cluster.Script.Plans["fg"] = new PlanReply { Plan = Plan(3) with { Background = null }, Hash = "fg" };

        var replies = new[]
        {
            await _cluster.Execution("bg").StartAsync(ApexCluster.Request("bg") with { AllowSharedTree = false }),
            await _cluster.Execution("fg").StartAsync(ApexCluster.Request("fg") with { AllowSharedTree = false }),
        };

        replies.ShouldAllBe(static reply => reply.Outcome == StartOutcome.Started);
        (await _cluster.EndAsync("bg")).Verdict.ShouldBe(Verdict.Passed);
    }

    private IBackgroundQueueGrain Queue => _cluster.Client.GetGrain<IBackgroundQueueGrain>(ApexRegion.Local);

    private async Task StartAsync(string id, string commit)
    {
        var plan = Plan(3) with { Background = new BackgroundPlan { Supersede = true, Categories = ["a"] } };
        _cluster.Script.Plans[id] = new PlanReply { Plan = plan, Hash = $"plan-{id}" };
        var request = ApexCluster.Request(id) with { Tree = new WorkingTree { Branch = "main", Commit = commit } };
        (await _cluster.Execution(id).StartAsync(request)).Outcome.ShouldBe(StartOutcome.Started);
    }

    private static ExecutionPlan Plan(int priority, long timeoutMs = 600_000)
    {
        var plan = Plans.Execution(Plans.Layer("only", Plans.Category("a")));
        return plan with { TimeoutMs = timeoutMs, Background = new BackgroundPlan { Priority = priority, Categories = ["a"] } };
    }
}
