using Apex.Background;
using Apex.Executions;
using Apex.Planning;
using Apex.Progress;
using Apex.Testing;

namespace Apex.Grains.Tests.Background;

/// <summary>Waiting, the turn, and the end without one.</summary>
public sealed class BackgroundTransitionsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private static readonly ExecutionPlan Plan = Plans.Execution(Plans.Layer("l", Plans.Category("a"))) with { TimeoutMs = 60_000, Background = new BackgroundPlan { Priority = 2, Categories = ["a"] } };

    [Fact]
    public void Step_WhileItWaits_DoesNothingHoweverLong() => ExecutionTransitions.Step(Queued(), Plan, [], Now.AddDays(3)).ShouldBeNull();

    [Fact]
    public void Pull_AfterALongWait_GivesItItsWholeTime()
    {
        var pulled = BackgroundTransitions.Pull(Queued(), Now.AddDays(3))!;

        (pulled.State, pulled.Deadline, pulled.Background!.StartedAt).ShouldBe((ExecutionState.Initializing, Now.AddDays(3).AddMinutes(1), Now.AddDays(3)));
        pulled.Outbox.Select(static next => next.Type).ShouldBe([EventTypes.BackgroundStarted]);
        ExecutionTransitions.Step(pulled, Plan, [], Now.AddDays(3))!.State.ShouldBe(ExecutionState.ExecutingLayers);
        BackgroundTransitions.Pull(pulled, Now.AddDays(3)).ShouldBeNull("there is one turn");
    }

    [Fact]
    public void Cancel_WhileItWaits_EndsItWithoutATurn()
    {
        var cancelled = ExecutionTransitions.Cancel(Queued(), Plan, "wrong branch", Now)!;

        (cancelled.Verdict, cancelled.State).ShouldBe((Verdict.Cancelled, ExecutionState.Completing));
        cancelled.Outbox.Select(static next => next.Type).ShouldContain(EventTypes.BackgroundCancelled);
        BackgroundTransitions.Pull(cancelled, Now).ShouldBeNull();
        var ended = ExecutionTransitions.Step(cancelled, Plan, [], Now)!;
        ended.Outbox.Select(static next => next.Type).ShouldBe([EventTypes.BackgroundCompleted, EventTypes.OrchestrationCompleted]);
    }

    [Fact]
    public void Pull_OutsideTheLane_IsRefused() =>
        BackgroundTransitions.Pull(ExecutionBirth.Create("e", "local", ApexCluster.Request("m"), Plan with { Background = null }, "h", Now), Now).ShouldBeNull();

    [Fact]
    public void Create_HugeLayer_KeepsTheRowSmall()
    {
        var plan = Plan with { Layers = [Plans.Layer("l", 5_000)] };

        var ticket = ExecutionBirth.Create("e", "local", ApexCluster.Request("m"), plan, "h", Now).Background!;

        (ticket.Categories.Count, ticket.Exclusive.Count).ShouldBe((100, 100));
    }

    private static ExecutionRecord Queued() => ExecutionBirth.Create("e", "local", ApexCluster.Request("m"), Plan, "h", Now) with { Outbox = [] };
}
