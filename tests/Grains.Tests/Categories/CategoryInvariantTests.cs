using System.Text.Json;
using Apex.Categories;
using Apex.Testing;
using CsCheck;

namespace Apex.Grains.Tests.Categories;

/// <summary>Whatever order messages come in.</summary>
public sealed class CategoryInvariantTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly FailureClass[] Classes = Enum.GetValues<FailureClass>();

    private static readonly Gen<(int Kind, int Number, int Epoch, int Class, bool OtherHost, int Digest)[]> Messages =
        Gen.Select(Gen.Int[0, 9], Gen.Int[1, 6], Gen.Int[0, 9], Gen.Int[0, Classes.Length - 1], Gen.Bool, Gen.Int[0, 2]).Array[1, 60];

    [Fact]
    public void AnySequence_KeepsThePromises() => Messages.Sample(
        messages =>
        {
            var state = new CategoryState { ExecutionId = "e", Layer = "l", Category = "c" };
            var given = new HashSet<int>();
            var recorded = new Dictionary<int, string>();
            foreach (var message in messages)
            {
                var (next, placed) = Apply(state, message);
                if (placed is { Attempt: > 0 } && state.Attempts.TrueForAll(attempt => attempt.Number != placed.Attempt))
                {
                    given.Add(placed.Attempt).ShouldBeTrue("an attempt number came back");
                }

                if (next is null)
                {
                    continue;
                }

                (next.Epoch >= state.Epoch).ShouldBeTrue("an epoch fell");
                (!state.State.IsTerminal() || (next.State == state.State && next.Verdict == state.Verdict)).ShouldBeTrue("a verdict changed");
                next.Attempts.Count(attempt => attempt.Report is null).ShouldBeLessThanOrEqualTo(1);
                next.Attempts.Count.ShouldBeLessThanOrEqualTo(15);
                foreach (var attempt in next.Attempts.Where(attempt => attempt.Report is not null))
                {
                    recorded.TryAdd(attempt.Number, attempt.Report!.Digest);
                    attempt.Report.Digest.ShouldBe(recorded[attempt.Number], "a recorded result changed");
                }

                state = next;
            }
        },
        iter: 3_000);

    [Fact]
    public void Row_AtItsFullest_StaysUnder64KiB()
    {
        var state = new CategoryState { ExecutionId = new string('e', 36), Layer = new string('l', 60), Category = new string('c', 60) };
        var nasty = new string('<', 100_000); // six bytes each in JSON
        var rule = new RetryRule { Retries = 10, On = [FailureClass.Test, FailureClass.Hang] };
        for (var number = 1; number <= 14; number++)
        {
            state = CategoryTransitions.Place(state, new PlacementRequest { Host = new string('h', 60), PlanHash = new string('p', 64), Retry = rule }, Now).Next!;
            var report = CategoryTransitionsTests.ReportOf(number < 4 ? Verdict.Error : Verdict.Failed, number < 4 ? FailureClass.Infra : FailureClass.Test, number, number) with
            {
                Id = state.Id(number),
                Digest = new string('d', 64),
                Reason = nasty,
                Counts = new TestCounts(),
                LogBytesDropped = 1,
                Reports = [.. Enumerable.Repeat(new string('r', 200), 1_000)],
                Failures = [.. Enumerable.Repeat(new TestFailure { Test = new string('t', 500), File = new string('f', 300), Line = 1, Message = nasty }, 30)],
            };
            state = CategoryTransitions.Report(state, report, 1, TimeSpan.FromSeconds(1), Now).Next!;
            Size(state).ShouldBeLessThan(65_536);
        }

        state.State.ShouldBe(StepState.Completed);
        state.LastReport!.Failures.ShouldNotBeEmpty();
        for (var late = 0; late < 5; late++)
        {
            state = CategoryTransitions.Report(state, state.LastReport! with { Digest = $"{late}", Reason = nasty }, 1, TimeSpan.FromSeconds(1), Now).Next!;
        }

        Size(state).ShouldBeLessThan(65_536);
    }

    private static int Size(CategoryState state) => JsonSerializer.SerializeToUtf8Bytes(state, InMemoryStore.Json).Length;

    private static (CategoryState? Next, PlacementReply? Placed) Apply(CategoryState state, (int Kind, int Number, int Epoch, int Class, bool OtherHost, int Digest) message)
    {
        var (host, id) = (message.OtherHost ? "other" : "h", CategoryTransitionsTests.Id(message.Number));
        var @class = Classes[message.Class];
        switch (message.Kind)
        {
            case < 4:
                var step = CategoryTransitions.Place(state, new PlacementRequest { Host = host, PlanHash = "p", Retry = new RetryRule { Retries = 2, On = [FailureClass.Test, FailureClass.Oom] } }, Now);
                return (step.Next, step.Reply);
            case < 7:
                var verdict = @class == FailureClass.None ? Verdict.Passed : ScriptedEnd.Of(@class).Verdict;
                return (CategoryTransitions.Report(state, CategoryTransitionsTests.ReportOf(verdict, @class, message.Number, message.Epoch, $"d{message.Digest}"), 0.5, TimeSpan.FromSeconds(1), Now).Next, null);
            case 7:
                return (CategoryTransitions.Adopt(state, new AdoptionRequest { Id = id, Epoch = message.Epoch, Host = host }, Now).Next, null);
            case 8:
                return (message.Digest == 0 ? CategoryTransitions.Cancel(state, "stop", Now) : CategoryTransitions.Started(state, new AttemptStarted { Id = id, Epoch = message.Epoch, StartedAt = Now }), null);
            default:
                return (CategoryTransitions.Withdraw(state, id, message.Epoch, 0.5, TimeSpan.FromSeconds(1), Now), null);
        }
    }
}
