using Apex.Categories;
using Apex.Progress;

namespace Apex.Grains.Tests.Categories;

public sealed class CategoryTransitionsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Unit = TimeSpan.FromSeconds(1);
    private static readonly CategoryState New = new() { ExecutionId = "e", Layer = "l", Category = "c" };

    [Fact]
    public void Place_New_GivesAttemptOneWithEpochOne()
    {
        var (next, reply) = Place(New);

        (reply.Attempt, reply.Epoch, reply.Refusal).ShouldBe((1, 1, null));
        next!.State.ShouldBe(StepState.Starting);
        next.Outbox.ShouldHaveSingleItem().Type.ShouldBe(EventTypes.CategoryQueued);
    }

    [Fact]
    public void Place_SameHostAgain_GivesTheSameAttemptWithARaisedEpoch()
    {
        var (next, reply) = Place(Placed());

        (reply.Attempt, reply.Epoch).ShouldBe((1, 2));
        next!.Attempts.ShouldHaveSingleItem().Epoch.ShouldBe(2);
        next.Outbox.ShouldBeEmpty();
    }

    [Fact]
    public void Place_OpenOnAnotherHost_IsRefusedWithoutAWrite()
    {
        var (next, reply) = Place(Placed(), host: "other");

        next.ShouldBeNull();
        reply.Attempt.ShouldBe(0);
        reply.Refusal.ShouldNotBeNull().ShouldContain("host h");
    }

    [Fact]
    public void Place_CompletedOrCancelled_IsRefused()
    {
        Place(Reported(Placed(), Verdict.Passed)).Reply.Refusal.ShouldBe("completed");
        Place(CategoryTransitions.Cancel(Placed(), "no", Now)!).Reply.Refusal.ShouldBe("cancelled");
        Place(CategoryTransitions.Cancel(New, "no", Now)!).Reply.Refusal.ShouldBe("skipped");
    }

    [Fact]
    public void Started_OpenAttempt_IsRecordedOnceAndBelowTheEpochNever()
    {
        var started = new AttemptStarted { Id = Id(1), Epoch = 1, StartedAt = Now };

        var next = CategoryTransitions.Started(Placed(), started)!;

        next.Outbox.Select(item => item.Type).ShouldBe([EventTypes.CategoryStarted, EventTypes.AttemptStarted]);
        CategoryTransitions.Started(next, started).ShouldBeNull();
        CategoryTransitions.Started(Place(Placed()).Next!, started).ShouldBeNull();
    }

    [Theory]
    [InlineData(1, 1, "h", true, 2)]
    [InlineData(1, 9, "h", true, 10)] // the host's journal is newer than this database
    [InlineData(1, 0, "h", true, 2)] // placed again, but the host never learnt of it
    [InlineData(2, 1, "h", false, 0)]
    [InlineData(1, 1, "other", false, 0)]
    public void Adopt_OnlyTheOpenAttemptOfItsHost_UnderAHigherEpoch(int number, long epoch, string host, bool adopted, long granted)
    {
        var (next, reply) = CategoryTransitions.Adopt(Placed(), new AdoptionRequest { Id = Id(number), Epoch = epoch, Host = host, StartedAt = Now }, Now);

        (reply.Adopted, reply.Epoch).ShouldBe((adopted, granted));
        (next is not null).ShouldBe(adopted);
        next?.Attempts[0].StartedAt.ShouldBe(Now);
    }

    [Theory]
    [InlineData(Verdict.Passed, FailureClass.None, Verdict.Passed)]
    [InlineData(Verdict.NoTests, FailureClass.None, Verdict.NoTests)]
    [InlineData(Verdict.Failed, FailureClass.Test, Verdict.Failed)]
    [InlineData(Verdict.TimedOut, FailureClass.Timeout, Verdict.TimedOut)]
    [InlineData(Verdict.TimedOut, FailureClass.Hang, Verdict.TimedOut)]
    [InlineData(Verdict.Error, FailureClass.Oom, Verdict.Error)]
    [InlineData(Verdict.Error, FailureClass.Config, Verdict.Error)]
    [InlineData(Verdict.Cancelled, FailureClass.Cancelled, Verdict.Cancelled)]
    public void Report_WithoutRetries_CompletesByTheClassTable(Verdict verdict, FailureClass @class, Verdict expected)
    {
        var (next, reply) = Report(Placed(), verdict, @class);

        (next!.State, next.Verdict, reply.Outcome).ShouldBe((StepState.Completed, expected, ReportOutcome.Recorded));
        string[] error = expected == Verdict.Error ? [EventTypes.ErrorOccurred] : [];
        next.Outbox.Select(item => item.Type).ShouldBe(
            [EventTypes.CategoryStarted, EventTypes.AttemptStarted, EventTypes.AttemptFinished, .. error, EventTypes.CategoryCompleted]);
    }

    [Fact]
    public void Report_EqualDigestAgain_IsAcknowledgedWithoutAWrite()
    {
        var (next, reply) = Report(Reported(Placed(), Verdict.Passed), Verdict.Passed);

        next.ShouldBeNull();
        reply.Outcome.ShouldBe(ReportOutcome.Recorded);
    }

    [Fact]
    public void Report_DifferentForARecordedAttempt_IsKeptAsLateUpToFive()
    {
        var state = Reported(Placed(), Verdict.Passed);
        for (var number = 0; number < 7; number++)
        {
            var (next, reply) = Report(state, Verdict.Failed, FailureClass.Test, digest: $"other{number}");
            reply.Outcome.ShouldBe(ReportOutcome.Late);
            (next is not null).ShouldBe(number < 5);
            state = next ?? state;
        }

        (state.Verdict, state.LateResults.Count).ShouldBe((Verdict.Passed, 5));
        state.Outbox.ShouldHaveSingleItem().Type.ShouldBe(EventTypes.AttemptLateResult);
    }

    [Fact]
    public void Report_BelowTheEpochOrNeverPlaced_IsRefused()
    {
        Report(Place(Placed()).Next!, Verdict.Passed).Reply.Outcome.ShouldBe(ReportOutcome.Refused);
        Report(Placed(), Verdict.Passed, number: 2).Reply.Outcome.ShouldBe(ReportOutcome.Refused);
        Report(New, Verdict.Passed).Reply.Outcome.ShouldBe(ReportOutcome.Refused);
    }

    [Fact]
    public void Report_OfAWithdrawnAttempt_IsLateAndItsNumberNeverComesBack()
    {
        var withdrawn = CategoryTransitions.Withdraw(Placed(), Id(1), 1, 0.5, Unit, Now)!;

        withdrawn.Attempts.ShouldBeEmpty();
        Report(withdrawn, Verdict.Passed).Reply.Outcome.ShouldBe(ReportOutcome.Late);
        Place(withdrawn).Reply.Attempt.ShouldBe(2);
    }

    [Fact]
    public void Report_ClassInRetryRule_IsRetriedSoOften()
    {
        var state = New;
        var delays = new List<long>();
        for (var number = 1; number <= 3; number++)
        {
            state = Place(state, retry: new RetryRule { Retries = 2, On = [FailureClass.Test] }).Next!;
            var (next, reply) = Report(state, Verdict.Failed, FailureClass.Test, number: number, epoch: number);
            delays.Add(reply.RetryAfterMs);
            state = next!;
        }

        (state.State, state.Verdict, state.Attempts.Count).ShouldBe((StepState.Completed, Verdict.Failed, 3));
        delays.ShouldBe([1_000, 2_000, 0]); // jitter 0.5 is none
    }

    [Fact]
    public void Report_InfraAlways_IsPlacedThreeTimesMoreThenQuarantined()
    {
        var state = New;
        for (var number = 1; number <= 4; number++)
        {
            state.State.ShouldNotBe(StepState.Completed);
            state = Report(Place(state).Next!, Verdict.Error, FailureClass.Infra, number: number, epoch: number).Next!;
        }

        (state.State, state.Verdict).ShouldBe((StepState.Completed, Verdict.Error));
        state.Reason.ShouldNotBeNull().ShouldStartWith("quarantined");
    }

    [Fact]
    public void Place_WithAClaim_TellsWhatItReservesFromWaitToEnd()
    {
        var claim = new ResourceClaim { MemoryMb = 300, CpuPercent = 50, Locks = ["db"] };
        var placed = CategoryTransitions.Place(New, new PlacementRequest { Host = "h", PlanHash = "p", Claim = claim }, Now).Next!;
        var started = CategoryTransitions.Started(placed, new AttemptStarted { Id = placed.Id(1), Epoch = 1, StartedAt = Now.AddSeconds(1) })!;
        var ended = Report(started, Verdict.Passed).Next!;
        var shortOne = Report(placed, Verdict.Passed).Next!;

        placed.Outbox.Select(next => next.Type).ShouldBe(["category_queued", "resource_waiting"]);
        started.Outbox.Select(next => next.Type).ShouldBe(["category_started", "attempt_started", "resource_allocated"]);
        started.Outbox[^1].Timestamp.ShouldBe(Now.AddSeconds(1));
        started.Outbox[^1].Data.ShouldBe("""{"host":"h","memory_mb":300,"cpu_percent":50,"dedicated":false,"locks":["db"]}""");
        ended.Outbox.Select(next => next.Type).ShouldBe(["attempt_finished", "resource_released", "category_completed"]);
        shortOne.Outbox.Count(next => next.Type.StartsWith("resource_", StringComparison.Ordinal)).ShouldBe(shortOne.LastReport!.StartedAt is null ? 0 : 2);
    }

    [Fact]
    public void Place_WithoutAClaim_TellsNothingOfResources() =>
        Reported(Placed(), Verdict.Passed).Outbox.Concat(Placed().Outbox).ShouldNotContain(next => next.Type.StartsWith("resource_", StringComparison.Ordinal));

    [Fact]
    public void Claim_OfWhatEveryCategoryReserves_IsNone()
    {
        var plain = new Apex.Planning.CategoryPlan { Name = "a", Command = ["true"], WorkingDirectory = "/" };

        ResourceClaim.Of(plain).ShouldBeNull();
        ResourceClaim.Of(plain with { MemoryMb = 129 }).ShouldNotBeNull().MemoryMb.ShouldBe(129);
        ResourceClaim.Of(plain with { Locks = ["db"] }).ShouldNotBeNull().Locks.ShouldBe(["db"]);
        ResourceClaim.Of(plain with { Dedicated = true }).ShouldNotBeNull();
    }

    [Fact]
    public void Report_InfraBetweenFailures_DoesNotUseUpRetries()
    {
        var rule = new RetryRule { Retries = 1, On = [FailureClass.Test] };
        var state = Report(Place(New, retry: rule).Next!, Verdict.Error, FailureClass.Infra).Next!;
        state = Report(Place(state, retry: rule).Next!, Verdict.Failed, FailureClass.Test, number: 2, epoch: 2).Next!;

        state.State.ShouldBe(StepState.Queued);
        Report(Place(state, retry: rule).Next!, Verdict.Failed, FailureClass.Test, number: 3, epoch: 3).Next!.State.ShouldBe(StepState.Completed);
    }

    [Fact]
    public void Cancel_OpenAttempt_IsEndedByItsReportWithoutARetry()
    {
        var cancelled = CategoryTransitions.Cancel(Place(New, retry: new RetryRule { Retries = 3, On = [FailureClass.Timeout] }).Next!, "budget", Now)!;
        cancelled.State.ShouldBe(StepState.Starting);

        Report(cancelled, Verdict.TimedOut, FailureClass.Timeout).Next!.Verdict.ShouldBe(Verdict.TimedOut);
        Report(cancelled, Verdict.Error, FailureClass.Infra).Next!.Verdict.ShouldBe(Verdict.Cancelled);
        Report(cancelled, Verdict.Passed).Next!.Verdict.ShouldBe(Verdict.Passed);
    }

    [Fact]
    public void Cancel_NothingOpen_EndsAtOnce()
    {
        CategoryTransitions.Cancel(New, "stop", Now)!.ShouldSatisfyAllConditions(
            next => next.State.ShouldBe(StepState.Skipped), next => next.Outbox.ShouldHaveSingleItem().Type.ShouldBe(EventTypes.CategorySkipped));
        var waiting = Report(Place(New, retry: new RetryRule { Retries = 1, On = [FailureClass.Test] }).Next!, Verdict.Failed, FailureClass.Test).Next!;
        CategoryTransitions.Cancel(waiting, "stop", Now)!.ShouldSatisfyAllConditions(
            next => next.State.ShouldBe(StepState.Completed), next => next.Verdict.ShouldBe(Verdict.Failed));
    }

    [Fact]
    public void Withdraw_EachTime_WaitsTwiceAsLong()
    {
        var state = New;
        var pauses = new List<double>();
        for (var number = 1; number <= 8; number++)
        {
            state = CategoryTransitions.Withdraw(Place(state).Next!, Id(number), number, 0.5, Unit, Now)!;
            pauses.Add((state.RetryAt!.Value - Now).TotalSeconds);
        }

        pauses.ShouldBe([1, 2, 4, 8, 16, 32, 60, 60]);
        (state.State, state.IsTerminal).ShouldBe((StepState.Queued, false), "a start that was refused is no attempt, and no end");
    }

    [Fact]
    public void Withdraw_AfterCancel_EndsSkipped()
    {
        var cancelled = CategoryTransitions.Cancel(Placed(), "stop", Now)!;

        CategoryTransitions.Withdraw(cancelled, Id(1), 1, 0.5, Unit, Now)!.State.ShouldBe(StepState.Skipped);
        CategoryTransitions.Withdraw(cancelled, Id(1), 0, 0.5, Unit, Now).ShouldBeNull();
    }

    internal static AttemptId Id(int number) => new("e", "l", "c", number);

    internal static AttemptReport ReportOf(Verdict verdict, FailureClass @class, int number, long epoch, string? digest = null) => new()
    {
        Id = Id(number),
        Epoch = epoch,
        Digest = digest ?? $"{verdict}{@class}",
        Host = "h",
        Verdict = verdict,
        Class = @class,
        StartedAt = Now,
        FinishedAt = Now,
    };

    private static CategoryStep<PlacementReply> Place(CategoryState state, string host = "h", RetryRule? retry = null) =>
        CategoryTransitions.Place(state, new PlacementRequest { Host = host, PlanHash = "p", Retry = retry ?? new RetryRule() }, Now);

    private static CategoryState Placed() => Place(New).Next!;

    private static CategoryStep<ReportReply> Report(
        CategoryState state, Verdict verdict, FailureClass @class = FailureClass.None, int number = 1, long epoch = 1, string? digest = null) =>
        CategoryTransitions.Report(state, ReportOf(verdict, @class, number, epoch, digest), 0.5, Unit, Now);

    private static CategoryState Reported(CategoryState state, Verdict verdict) => Report(state, verdict).Next!;
}
