using Apex.Executions;
using Apex.Layers;
using Apex.Planning;
using Apex.Progress;
using Apex.Testing;

namespace Apex.Grains.Tests.Executions;

public sealed class ExecutionTransitionsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Step_New_BeginsTheFirstPhase()
    {
        var record = Begin(Plans.Execution(Layer("a", 1), Layer("b", 1), Layer("c", 2)));

        States(record).ShouldBe([StepState.Running, StepState.Running, StepState.Pending]);
        (record.State, record.StartedAt).ShouldBe((ExecutionState.ExecutingLayers, Now));
    }

    [Fact]
    public void Step_PhaseOver_BeginsTheNextAfterThePause()
    {
        var plan = Plans.Execution(Layer("a", 1), Layer("b", 2)) with { InterLayerDelayMs = 5_000 };
        var paused = Step(Begin(plan), plan, Ended("a"));

        States(paused).ShouldBe([StepState.Completed, StepState.Pending]);
        ExecutionTransitions.NextDue(paused, Now).ShouldBe(Now.AddSeconds(5));
        ExecutionTransitions.Step(paused, plan, [], Now.AddSeconds(4)).ShouldBeNull();
        States(ExecutionTransitions.Step(paused, plan, [], Now.AddSeconds(5))!).ShouldBe([StepState.Completed, StepState.Running]);
    }

    // What a layer's end does to its sibling, to a layer that depends on it, and to a later one that does not.
    [Theory]
    [InlineData(FailFast.Disabled, Verdict.Passed, "running", "pending", "pending", "")]
    [InlineData(FailFast.Disabled, Verdict.Failed, "running", "skipped", "pending", "")]
    [InlineData(FailFast.Category, Verdict.Failed, "running", "skipped", "pending", "")]
    [InlineData(FailFast.Layer, Verdict.Failed, "running", "skipped", "skipped", "beside")]
    [InlineData(FailFast.Immediate, Verdict.Failed, "running", "skipped", "skipped", "beside")]
    [InlineData(FailFast.Immediate, Verdict.Error, "running", "skipped", "skipped", "beside")]
    [InlineData(FailFast.Immediate, Verdict.Passed, "running", "pending", "pending", "")]
    public void Step_LayerEnds_FailFastDecidesWhatFollows(FailFast failFast, Verdict verdict, string beside, string dependent, string later, string stopped)
    {
        var plan = Plans.Execution(
            Layer("first", 1) with { FailFast = failFast }, Layer("beside", 1), Layer("dependent", 2) with { DependsOn = ["first"] }, Layer("later", 3));

        var record = Step(Begin(plan), plan, Ended("first", verdict));

        string.Join(' ', States(record)[1..]).ToLowerInvariant().ShouldBe($"{beside} {dependent} {later}");
        string.Join(' ', ExecutionTransitions.Running(record, plan).Where(layer => layer.Stop).Select(layer => layer.Layer.Layer)).ShouldBe(stopped);
    }

    [Fact]
    public void Step_ImmediateLayerThatCanNoLongerPass_StopsTheRestBeforeItEnds()
    {
        var plan = Plans.Execution(Layer("first", 1) with { FailFast = FailFast.Immediate }, Layer("beside", 1));

        var record = Step(Begin(plan), plan, new LayerSnapshot { Name = "first", State = StepState.Running, Stopping = Verdict.Failed });

        ExecutionTransitions.Running(record, plan).ShouldAllBe(layer => layer.Stop);
    }

    [Fact]
    public void Step_FailedFast_WhatWasStoppedDoesNotDecide()
    {
        var plan = Plans.Execution(Layer("first", 1) with { FailFast = FailFast.Immediate }, Layer("beside", 1));

        var record = Step(Begin(plan), plan, Ended("first", Verdict.NoTests), Ended("beside", Verdict.Cancelled));

        record.Verdict.ShouldBe(Verdict.NoTests);
    }

    [Theory]
    [InlineData(Verdict.Passed, Verdict.Passed, Verdict.Passed)]
    [InlineData(Verdict.Failed, Verdict.Passed, Verdict.Failed)]
    [InlineData(Verdict.Failed, Verdict.TimedOut, Verdict.TimedOut)]
    [InlineData(Verdict.Error, Verdict.TimedOut, Verdict.Error)]
    [InlineData(Verdict.NoTests, Verdict.Passed, Verdict.NoTests)]
    public void Step_GatingLayersEnded_VerdictIsTheWorst(Verdict one, Verdict two, Verdict expected)
    {
        var plan = Plans.Execution(Layer("a", 1), Layer("b", 1));

        var decided = Step(Begin(plan), plan, Ended("a", one), Ended("b", two));

        (decided.Verdict, decided.State, decided.FinishedAt).ShouldBe((expected, ExecutionState.Completing, Now));
        decided.Outbox.Select(next => next.Type).ShouldBe(ExecutionAlerts.HasFailed(expected) ? [EventTypes.VerdictDecided, EventTypes.AlertRaised] : [EventTypes.VerdictDecided]);
        var completed = ExecutionTransitions.Step(decided, plan, [], Now)!;
        completed.State.ShouldBe(ExecutionState.Completed);
        completed.Outbox.ShouldHaveSingleItem().Type.ShouldBe(EventTypes.OrchestrationCompleted);
        ExecutionTransitions.Step(completed, plan, [Ended("a", Verdict.Error)], Now).ShouldBeNull();
    }

    [Theory]
    [InlineData(Verdict.Failed, Verdict.Passed, Verdict.Passed)]
    [InlineData(Verdict.Passed, Verdict.Failed, Verdict.Failed)]
    [InlineData(Verdict.Failed, Verdict.None, Verdict.Failed)]
    [InlineData(Verdict.NoTests, Verdict.Passed, Verdict.NoTests)] // nothing makes a pass of nothing
    public void Step_GateIsJudged_TheJudgeHasTheLastWord(Verdict layer, Verdict judged, Verdict expected)
    {
        var plan = Plans.Execution(Layer("a", 1));

        ExecutionTransitions.Step(Begin(plan), plan, [Ended("a", layer)], Now, new Judge(judged))!.Verdict.ShouldBe(expected);
    }

    [Fact]
    public void Step_CancelledGate_IsNotJudged()
    {
        var plan = Plans.Execution(Layer("a", 1));
        var record = ExecutionTransitions.Cancel(Begin(plan), plan, "enough", Now)!;

        ExecutionTransitions.Step(record, plan, [Ended("a", Verdict.Cancelled)], Now, new Judge(Verdict.Passed))!.Verdict.ShouldBe(Verdict.Cancelled);
    }

    [Fact]
    public void Step_BackgroundLayer_StartsWhenItsDependenciesPassedAndDoesNotGate()
    {
        var plan = Plans.Execution(Layer("a", 1), Layer("b", 2), Layer("long", 0) with { Background = true, DependsOn = ["a"] });
        var record = Begin(plan);
        States(record)[2].ShouldBe(StepState.Pending);

        record = Step(record, plan, Ended("a"));
        States(record).ShouldBe([StepState.Completed, StepState.Running, StepState.Running]);
        record = Step(record, plan, Ended("b"));

        (record.Verdict, record.State).ShouldBe((Verdict.Passed, ExecutionState.BackgroundRunning));
        record = Step(record, plan, Ended("long", Verdict.Failed));
        (record.Verdict, record.State).ShouldBe((Verdict.Passed, ExecutionState.Completing));
    }

    [Fact]
    public void Step_BackgroundLayerInConflict_WaitsForEveryForegroundLayerItConflictsWith()
    {
        var plan = Plans.Execution(Layer("a", 1), Layer("b", 2), Layer("long", 0) with { Background = true, ConflictsWith = ["b"] });

        var record = Begin(plan);
        States(record).ShouldBe([StepState.Running, StepState.Pending, StepState.Pending]);
        record = Step(record, plan, Ended("a"));
        States(record).ShouldBe([StepState.Completed, StepState.Running, StepState.Pending]);
        record = Step(record, plan, Ended("b"));

        States(record).ShouldBe([StepState.Completed, StepState.Completed, StepState.Running]);
        record.Verdict.ShouldBe(Verdict.Passed);
    }

    [Fact]
    public void Step_BackgroundLayersInConflict_RunInTurn()
    {
        var plan = Plans.Execution(Layer("one", 0) with { Background = true, ConflictsWith = ["two"] }, Layer("two", 0) with { Background = true, ConflictsWith = ["one"] });

        var record = Begin(plan);
        States(record).ShouldBe([StepState.Running, StepState.Pending]);

        States(Step(record, plan, Ended("one", Verdict.Failed))).ShouldBe([StepState.Completed, StepState.Running]);
    }

    [Fact]
    public void Step_OnlyBackgroundLayers_Gate()
    {
        var plan = Plans.Execution(Layer("long", 0) with { Background = true });

        Step(Begin(plan), plan, Ended("long", Verdict.Failed)).Verdict.ShouldBe(Verdict.Failed);
    }

    [Fact]
    public void Step_PastTheDeadline_StopsTheGateAndLeavesTheBackground()
    {
        var plan = Plans.Execution(Layer("a", 1), Layer("b", 2), Layer("long", 0) with { Background = true });
        var record = ExecutionTransitions.Step(Begin(plan), plan, [], Now.AddMinutes(91))!;

        States(record).ShouldBe([StepState.Running, StepState.Skipped, StepState.Running]);
        ExecutionTransitions.Running(record, plan).Select(layer => (layer.Layer.Layer, layer.Stop)).ShouldBe([("a", true), ("long", false)]);
        Step(record, plan, Ended("a", Verdict.TimedOut)).Verdict.ShouldBe(Verdict.TimedOut);
    }

    [Fact]
    public void Cancel_Running_IsCancelledWhateverLayersCameTo()
    {
        var plan = Plans.Execution(Layer("a", 1), Layer("b", 1), Layer("c", 2));
        var record = Step(Begin(plan), plan, Ended("a", Verdict.Error));

        record = ExecutionTransitions.Cancel(record, plan, "enough", Now)!;

        record.Outbox.Select(item => item.Type).ShouldBe([EventTypes.OrchestrationCancelled, EventTypes.LayerSkipped]);
        ExecutionTransitions.Cancel(record, plan, "again", Now).ShouldBeNull();
        Step(record, plan, Ended("b", Verdict.Cancelled)).Verdict.ShouldBe(Verdict.Cancelled);
    }

    [Fact]
    public void Cancel_HundredsOfLayers_SkipsThemInSmallRowsAndBeginsNone()
    {
        var plan = Plans.Execution([.. Enumerable.Range(1, 300).Select(number => Layer($"layer_{number}", number))]);
        var record = ExecutionTransitions.Cancel(Begin(plan), plan, new string('a', 300), Now);
        for (var next = record; next is not null; next = ExecutionTransitions.Step(next, plan, [Ended("layer_1", Verdict.Cancelled)], Now))
        {
            System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(next, InMemoryStore.Json).Length.ShouldBeLessThan(65_536);
            next.Layers.Count(layer => layer.State == StepState.Running).ShouldBeLessThanOrEqualTo(1);
            record = next;
        }

        (record!.State, record.Verdict).ShouldBe((ExecutionState.Completed, Verdict.Cancelled));
    }

    [Fact]
    public void Cancel_AfterTheVerdict_KeepsItAndStopsTheBackground()
    {
        var plan = Plans.Execution(Layer("a", 1), Layer("long", 0) with { Background = true });
        var record = Step(Begin(plan), plan, Ended("a"));

        record = ExecutionTransitions.Cancel(record, plan, "enough", Now)!;

        record.Verdict.ShouldBe(Verdict.Passed);
        ExecutionTransitions.Running(record, plan).ShouldHaveSingleItem().Stop.ShouldBeTrue();
    }

    [Fact]
    public void Step_CountsOfGatingLayers_AreSummedOnce()
    {
        var plan = Plans.Execution(Layer("a", 1), Layer("b", 1), Layer("long", 0) with { Background = true });
        var counted = Ended("a") with { Counts = new TestCounts { Total = 3, Passed = 3 } };

        var record = Step(Begin(plan), plan, counted, counted, Ended("long") with { Counts = new TestCounts { Total = 9 } });
        record = Step(record, plan, counted, Ended("b"));

        record.Counts.ShouldNotBeNull().Total.ShouldBe(3);
    }

    [Fact]
    public void Step_RandomEnds_AlwaysCompletesWithOneVerdict()
    {
        Verdict[] ends = [Verdict.Passed, Verdict.Failed, Verdict.Error, Verdict.TimedOut, Verdict.NoTests];
        var random = new Random(11);
        for (var round = 0; round < 2_000; round++)
        {
            var names = Enumerable.Range(0, 5).Select(number => $"l{number}").ToArray();
            var plan = Plans.Execution([.. names.Select((name, index) => Layer(name, index < 4 ? 1 + (index / 2) : 0) with
            {
                Background = index == 4,
                FailFast = (FailFast)random.Next(4),
                DependsOn = index > 1 && random.Next(2) == 0 ? [names[random.Next(2)]] : [],
                ConflictsWith = index == 4 ? [names[random.Next(4)]] : [],
            })]);
            var record = Begin(plan);
            var decided = Verdict.None;
            for (var turn = 0; turn < 40 && record.State != ExecutionState.Completed; turn++)
            {
                var running = ExecutionTransitions.Running(record, plan).Select(layer => layer.Layer.Layer).ToList();
                plan.Layers.ShouldNotContain(layer => running.Contains(layer.Name) && running.Intersect(layer.ConflictsWith).Any(), "a conflict");
                LayerSnapshot[] seen = running.Count > 0 ? [Ended(running[random.Next(running.Count)], ends[random.Next(ends.Length)])] : [];
                record = random.Next(30) == 0
                    ? ExecutionTransitions.Cancel(record, plan, "enough", Now) ?? record
                    : ExecutionTransitions.Step(record, plan, seen, Now) ?? record;
                (decided == Verdict.None || record.Verdict == decided).ShouldBeTrue("a verdict changed");
                decided = record.Verdict;
            }

            record.State.ShouldBe(ExecutionState.Completed, $"round {round}");
        }
    }

    private static LayerPlan Layer(string name, int phase) => Plans.Layer(name, Plans.Category("x")) with { Phase = phase };

    private static ExecutionRecord Begin(ExecutionPlan plan) =>
        Step(ExecutionBirth.Create("e", "local", ApexCluster.Request("m"), plan, "p", Now), plan);

    private static ExecutionRecord Step(ExecutionRecord record, ExecutionPlan plan, params LayerSnapshot[] seen) =>
        ExecutionTransitions.Step(record, plan, seen, Now)!;

    private static LayerSnapshot Ended(string name, Verdict verdict = Verdict.Passed) => new() { Name = name, State = StepState.Completed, Verdict = verdict };

    private static StepState[] States(ExecutionRecord record) => [.. record.Layers.Select(layer => layer.State)];

    private sealed class Judge(Verdict verdict) : IGateJudge
    {
        Verdict IGateJudge.Judge(ExecutionPlan plan, IReadOnlyList<LayerOutcome> gating, Verdict worst) => verdict;
    }
}
