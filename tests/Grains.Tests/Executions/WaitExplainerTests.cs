using Apex.Background;
using Apex.Categories;
using Apex.Executions;
using Apex.Planning;
using Apex.Resources;
using Apex.Services;
using Apex.Testing;

namespace Apex.Grains.Tests.Executions;

/// <summary>One row for each reason that rows, scheduler and hosts can give.</summary>
public sealed class WaitExplainerTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private readonly Dictionary<string, CategoryState> _rows = [];
    private readonly Dictionary<string, WaitingCategory> _unplaced = [];
    private readonly Dictionary<string, WaitingCategory> _onHosts = [];

    [Fact]
    public void Layer_AfterAnother_WaitsForItsPhase() =>
        Only(Plans.Execution(Plans.Layer("a", 0), Plans.Layer("b", 0) with { Phase = 2 }), Running("a"), Pending("b"))
            .ShouldBe(("b", null, WaitReasons.Gate, "phase 1 is not over: layer 'a' runs"));

    [Fact]
    public void Layer_ThatDependsOnAnother_NamesIt() =>
        Only(Plans.Execution(Plans.Layer("a", 0), Plans.Layer("b", 0) with { Phase = 2, DependsOn = ["a"] }), Running("a"), Pending("b"))
            .ShouldBe(("b", null, WaitReasons.Dependency, "layer 'a', which it depends on, has not passed yet"));

    [Fact]
    public void Layer_InConflict_NamesTheOther() =>
        Only(Plans.Execution(Plans.Layer("a", 0), Plans.Layer("b", 0) with { ConflictsWith = ["a"] }), Running("a"), Pending("b"))
            .ShouldBe(("b", null, WaitReasons.Conflict, "layer 'a', with which it conflicts, runs"));

    [Fact]
    public void Layer_InThePauseBetweenPhases_SaysHowLong()
    {
        var plan = Plans.Execution(Plans.Layer("a", 0), Plans.Layer("b", 0) with { Phase = 2 });
        var facts = Facts(plan, Ended("a"), Pending("b"));

        var wait = new WaitExplainer(facts with { Record = facts.Record with { NextPhaseAt = Now.AddSeconds(7) } }).All().ShouldHaveSingleItem();

        (wait.Reason, wait.Detail, wait.Until).ShouldBe((WaitReasons.StartDelay, "the pause between phases ends in 7.0 s (execution.inter_layer_delay_seconds)", Now.AddSeconds(7)));
    }

    [Fact]
    public void Category_OfAWaitingLayer_WaitsAsItDoes()
    {
        var waits = Waits(Plans.Execution(Plans.Layer("a", 0), Plans.Layer("b", Plans.Category("x")) with { Phase = 2 }), Running("a"), Pending("b"));

        waits.Select(wait => (wait.Category, wait.Reason)).ShouldBe([(null, WaitReasons.Gate), ("x", WaitReasons.Gate)]);
    }

    [Fact]
    public void Category_ThatDependsOnAnother_NamesIt()
    {
        Row("x", open: true, started: true);

        Only(Layer(Plans.Layer("l", Plans.Category("x"), Plans.Category("y", "x"))), Running("l"))
            .ShouldBe(("l", "y", WaitReasons.Dependency, "category 'x', which it depends on, has not passed yet"));
    }

    [Theory]
    [InlineData(LayerMode.Sequential, "category 'x' of its sequential layer goes first")]
    [InlineData(LayerMode.Hybrid, "category 'x' of its hybrid layer goes first")]
    public void Category_BehindItsGroup_NamesWhoGoesFirst(LayerMode mode, string detail)
    {
        Row("x", open: true, started: true);

        Only(Layer(Plans.Layer("l", Plans.Category("x"), Plans.Category("y") with { PriorityOrder = 2 }) with { Mode = mode }), Running("l")).ShouldBe(("l", "y", WaitReasons.Gate, detail));
    }

    [Fact]
    public void Category_NotAskedForYet_ComesAfterOthers() =>
        Only(Layer(Plans.Layer("l", Plans.Category("y"))), Running("l")).ShouldBe(("l", "y", WaitReasons.Priority, "others of its layer come first"));

    [Fact]
    public void Category_InItsBackoff_SaysWhyAndHowLong()
    {
        Row("x");
        _rows["e/l/x"] = _rows["e/l/x"] with { RetryAt = Now.AddSeconds(3.4), Attempts = [Attempt(report: FailureClass.Infra)] };

        var wait = Waits(Layer(Plans.Layer("l", Plans.Category("x"))), Running("l")).ShouldHaveSingleItem();

        (wait.Reason, wait.Detail, wait.Until).ShouldBe((WaitReasons.RetryBackoff, "its next attempt may be placed in 3.4 s, after infra: the runner died", Now.AddSeconds(3.4)));
    }

    [Theory]
    [InlineData(WaitReasons.Lock)]
    [InlineData(WaitReasons.LayerLimit)]
    [InlineData(WaitReasons.Capacity)]
    [InlineData(WaitReasons.AgentDown)]
    [InlineData(WaitReasons.Priority)]
    public void Category_NotPlaced_HasTheSchedulersReason(string reason)
    {
        _unplaced["e/l/x"] = new WaitingCategory { CategoryKey = "e/l/x", Reason = reason, Detail = "the facts" };

        Only(Layer(Plans.Layer("l", Plans.Category("x"))), Running("l")).ShouldBe(("l", "x", reason, "the facts"));
    }

    [Theory]
    [InlineData(WaitReasons.ExecutionLimit)]
    [InlineData(WaitReasons.Capacity)]
    public void Category_PlacedAndNotStarted_HasItsHostsReason(string reason)
    {
        Row("x", open: true);
        _onHosts["e/l/x#1"] = new WaitingCategory { CategoryKey = "e/l/x#1", Reason = reason, Detail = "the facts" };

        Only(Layer(Plans.Layer("l", Plans.Category("x"))), Running("l")).ShouldBe(("l", "x", reason, "on host h: the facts"));
    }

    [Fact]
    public void Category_Quarantined_IsToldAlthoughItHasEnded()
    {
        Row("x");
        _rows["e/l/x"] = _rows["e/l/x"] with { State = StepState.Completed, Verdict = Verdict.Error, Reason = "quarantined: the runner died" };

        Only(Layer(Plans.Layer("l", Plans.Category("x"))), Ended("l")).ShouldBe(("l", "x", WaitReasons.Quarantined, "quarantined: the runner died"));
    }

    [Theory]
    [InlineData("the region drains: what runs goes on, nothing new begins", WaitReasons.Drain)]
    [InlineData("2 of 5 kinds of agents work, 3 are needed", WaitReasons.AgentDown)]
    public void Execution_ThatMayNotBegin_SaysWhy(string why, string reason)
    {
        var facts = Facts(Plans.Execution()) with { NoStart = why };

        var wait = new WaitExplainer(facts with { Record = facts.Record with { State = ExecutionState.Queued } }).All().ShouldHaveSingleItem();

        (wait.Layer, wait.Reason, wait.Detail).ShouldBe((null, reason, why));
    }

    [Fact]
    public void Category_WhoseServiceIsNotUp_NamesIt()
    {
        var facts = Facts(Layer(Plans.Layer("l", Plans.Category("x") with { Services = ["db", "web"] })), Running("l"));
        ServiceFact Fact(string name, ServicePhase phase, string? reason = null) => new() { Name = name, Phase = phase, Reason = reason };

        var wait = Explain(Fact("db", ServicePhase.Healthy), Fact("web", ServicePhase.Starting, "nothing listens")).ShouldHaveSingleItem();

        (wait.Category, wait.Reason, wait.Detail).ShouldBe(("x", WaitReasons.Service, "service 'web' is not up yet: nothing listens"));
        Explain(Fact("db", ServicePhase.Healthy), Fact("web", ServicePhase.Healthy)).ShouldHaveSingleItem().Reason.ShouldNotBe(WaitReasons.Service);

        List<Wait> Explain(params ServiceFact[] services) => [.. new WaitExplainer(facts with { Record = facts.Record with { Services = [.. services] } }).All()];
    }

    [Fact]
    public void Task_ThatWaitsInTheLane_SaysWhatTheLaneSays()
    {
        var facts = Facts(Layer(Plans.Layer("l", Plans.Category("x"))), Pending("l"));
        var task = new BackgroundTask { Id = "e", Project = "p", Environment = "test", Priority = 3, Waiting = WaitReasons.BackgroundCap, Message = "2 background tasks run, 2 may at once" };

        var waits = new WaitExplainer(facts with { Task = task, Record = facts.Record with { State = ExecutionState.Queued } }).All().ToList();

        waits.Select(static wait => (wait.Layer, wait.Category)).ShouldBe([(null, null), ("l", null), ("l", "x")]);
        waits.ShouldAllBe(static wait => wait.Reason == WaitReasons.BackgroundCap && wait.Detail == "2 background tasks run, 2 may at once");
    }

    [Fact]
    public void Category_ThatRunsOrHasEnded_DoesNotWait()
    {
        Row("x", open: true, started: true);
        Row("y");
        _rows["e/l/y"] = _rows["e/l/y"] with { State = StepState.Completed, Verdict = Verdict.Passed };
        var explainer = new WaitExplainer(Facts(Layer(Plans.Layer("l", Plans.Category("x"), Plans.Category("y"))), Running("l")));

        explainer.All().ShouldBeEmpty();
        explainer.Running.ShouldBe(1);
    }

    [Fact]
    public void Reasons_AreTheClosedList() => WaitReasons.All.Order().ShouldBe(typeof(WaitReasons).GetFields().Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!).Order());

    private static ExecutionPlan Layer(LayerPlan layer) => Plans.Execution(layer);

    private void Row(string category, bool open = false, bool started = false) => _rows[$"e/l/{category}"] = new CategoryState
    {
        ExecutionId = "e",
        Layer = "l",
        Category = category,
        State = StepState.Starting,
        Attempts = open ? [Attempt() with { StartedAt = started ? Now : null }] : [],
    };

    private static AttemptSnapshot Attempt(FailureClass? report = null) => new()
    {
        Number = 1,
        Epoch = 1,
        Host = "h",
        Report = report is { } @class ? ScriptedEnd.Of(@class).ToReport(new AttemptId("e", "l", "x", 1), 1, "h", Now) with { Reason = "the runner died" } : null,
    };

    private static LayerOutcome Running(string layer) => new() { Layer = layer, State = StepState.Running };

    private static LayerOutcome Pending(string layer) => new() { Layer = layer };

    private static LayerOutcome Ended(string layer) => new() { Layer = layer, State = StepState.Completed, Verdict = Verdict.Passed };

    private WaitFacts Facts(ExecutionPlan plan, params LayerOutcome[] layers) => new()
    {
        Record = new ExecutionRecord { ExecutionId = "e", State = ExecutionState.ExecutingLayers, Layers = [.. layers] },
        Plan = plan,
        Rows = _rows,
        Unplaced = _unplaced,
        OnHosts = _onHosts,
        Now = Now,
    };

    private List<Wait> Waits(ExecutionPlan plan, params LayerOutcome[] layers) => [.. new WaitExplainer(Facts(plan, layers)).All()];

    private (string? Layer, string? Category, string Reason, string Detail) Only(ExecutionPlan plan, params LayerOutcome[] layers)
    {
        var wait = Waits(plan, layers).ShouldHaveSingleItem();
        return (wait.Layer, wait.Category, wait.Reason, wait.Detail);
    }
}
