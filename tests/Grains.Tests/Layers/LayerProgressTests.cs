using Apex.Categories;
using Apex.Layers;
using Apex.Planning;
using Apex.Testing;

namespace Apex.Grains.Tests.Layers;

public sealed class LayerProgressTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Demand_ManyCategories_IsAWindowThatFollowsTheirEnds()
    {
        var progress = new LayerProgress(Plans.Layer("l", 200));

        progress.Fill().ShouldBeTrue();
        Names(progress).Length.ShouldBe(64);
        progress.Fill().ShouldBeFalse();
        for (var number = 0; number < 31; number++)
        {
            End(progress, $"c{number:00000}");
        }

        progress.Fill().ShouldBeFalse();
        End(progress, "c00031");
        progress.Fill().ShouldBeTrue();
        Names(progress)[0].ShouldBe("c00032");
        Names(progress).Length.ShouldBe(64);
    }

    [Fact]
    public void Demand_ByRank_LongestFirstAndWhatGoesBeforeIsAskedForAtOnce()
    {
        var plan = Plans.Layer("l", Plans.Category("gate"), Plans.Category("behind", "gate"), Plans.Category("short"), Plans.Category("long"));
        var progress = new LayerProgress(plan, [3, 0, 2, 1]);

        progress.Fill();
        Names(progress).ShouldBe(["long", "short", "gate"]);
        End(progress, "gate");

        progress.Fill().ShouldBeTrue("it goes before what was asked for");
        Names(progress).ShouldBe(["behind", "long", "short"]);
    }

    [Theory]
    [InlineData(1, 64)]
    [InlineData(40, 160)]
    [InlineData(5_000, 1024)]
    public void Demand_OfAWideLayer_IsWideEnoughThatNoSlotWaits(int parallel, int window)
    {
        var progress = new LayerProgress(Plans.Layer("l", 2000) with { MaxParallelInstances = parallel });

        progress.Fill();

        Names(progress).Length.ShouldBe(window);
    }

    [Fact]
    public void Demand_WithDependencies_WaitsForThemToPass()
    {
        var progress = new LayerProgress(Plans.Layer("l", Plans.Category("a"), Plans.Category("b", "a"), Plans.Category("c", "b"), Plans.Category("d")));
        progress.Fill();
        Names(progress).ShouldBe(["a", "d"]);

        End(progress, "a", Verdict.Failed);

        progress.Fill().ShouldBeFalse();
        (progress.Totals.Skipped, progress.Totals.Open).ShouldBe((2, 1));
        progress.SkipsFrom(0, 9).Skips.Select(skip => (skip.Category, skip.Reason)).ShouldBe(
            [("b", "a, which it depends on, did not pass"), ("c", "b, which it depends on, did not pass")]);
    }

    [Theory]
    [InlineData(LayerMode.Parallel, "a b c", "c")]
    [InlineData(LayerMode.Sequential, "a", "b")]
    [InlineData(LayerMode.Hybrid, "a b", "c")]
    public void Demand_ByMode_FirstAndAfterAandB(LayerMode mode, string first, string after)
    {
        var progress = new LayerProgress(Plans.Layer("l", Plans.Category("a"), Plans.Category("b"), Plans.Category("c") with { PriorityOrder = 2 }) with { Mode = mode });
        progress.Fill();
        string.Join(' ', Names(progress)).ShouldBe(first);

        End(progress, "a");
        if (mode != LayerMode.Sequential)
        {
            progress.Fill();
            Names(progress).ShouldContain("b");
            End(progress, "b");
        }

        progress.Fill();
        string.Join(' ', Names(progress)).ShouldBe(after);
    }

    [Fact]
    public void Demand_GroupThatWaitsForALaterGroup_DoesNotStandStill()
    {
        var progress = new LayerProgress(Plans.Layer("l", Plans.Category("a", "z"), Plans.Category("z") with { PriorityOrder = 2 }) with { Mode = LayerMode.Hybrid });

        progress.Fill().ShouldBeTrue();
        Names(progress).ShouldBe(["z"]);
    }

    [Fact]
    public void Retry_WaitsForItsTime()
    {
        var progress = new LayerProgress(Plans.Layer("l", Plans.Category("a")));
        progress.Fill();
        progress.Apply(Snapshot("a", StepState.Queued, Verdict.None, 1), Now.AddSeconds(2), Now);
        progress.NextRetryAt.ShouldBe(Now.AddSeconds(2));
        progress.ReleaseRetries(Now.AddSeconds(1));
        progress.Fill().ShouldBeFalse();

        progress.ReleaseRetries(Now.AddSeconds(2));

        progress.Fill().ShouldBeTrue();
        progress.Demand().ShouldHaveSingleItem().IsNew.ShouldBeFalse();
    }

    [Fact]
    public void Apply_EndedCategory_IsNeverChangedAgain()
    {
        var progress = new LayerProgress(Plans.Layer("l", Plans.Category("a"), Plans.Category("b")));
        End(progress, "a");
        End(progress, "a", Verdict.Failed);
        progress.Apply(Snapshot("a", StepState.Queued, Verdict.None, 1), null, Now);

        (progress.Totals.Passed, progress.Totals.Failed, progress.Totals.Open).ShouldBe((1, 0, 1));
    }

    [Fact]
    public void Apply_OlderHintAfterANewerOne_IsIgnored()
    {
        var progress = new LayerProgress(Plans.Layer("l", Plans.Category("a")));
        progress.Apply(Snapshot("a", StepState.Starting, Verdict.None, 2), null, Now);
        progress.Apply(Snapshot("a", StepState.Queued, Verdict.None, 1), Now.AddMinutes(1), Now);

        progress.NextRetryAt.ShouldBeNull();
        progress.Demand().ShouldHaveSingleItem().Host.ShouldBe("h"); // its open attempt is with that host alone
    }

    [Fact]
    public void SkipUnasked_LeavesWhatMayHaveARow()
    {
        var progress = new LayerProgress(Plans.Layer("l", Plans.Category("a"), Plans.Category("b", "a"), Plans.Category("c", "b")));
        progress.Fill();
        progress.Demand();

        progress.SkipUnasked("stopped");

        progress.Unfinished.ShouldBe(["a"]);
        progress.Totals.Skipped.ShouldBe(2);
    }

    [Theory]
    [InlineData(true, 1, 0)]
    [InlineData(false, 0, 1)]
    public void ResolveExternal_PassedOrNot_ReleasesOrSkips(bool passed, int asked, int skipped)
    {
        var progress = new LayerProgress(Plans.Layer("l", Plans.Category("a", "elsewhere")));
        progress.Externals.ShouldBe(["elsewhere"]);
        progress.Fill().ShouldBeFalse();

        progress.ResolveExternal("elsewhere", passed);

        progress.Fill();
        (progress.Demand().Count, progress.Totals.Skipped).ShouldBe((asked, skipped));
    }

    [Fact]
    public void AnnounceSkips_ManySkips_AreCutIntoRowsOfAHundred()
    {
        var plan = Plans.Layer("l", 250);
        var progress = new LayerProgress(plan);
        progress.SkipUnasked("stopped");
        var state = LayerTransitions.Begin("e", plan, new StartLayerRequest { PlanHash = "p", GlobalDeadline = Now.AddHours(1) }, Now);
        var announced = new List<string?>();
        while (LayerTransitions.AnnounceSkips(state, progress, Now) is { } next)
        {
            next.Outbox.Count.ShouldBe(100);
            announced.AddRange(next.Outbox.Select(item => item.Category));
            state = next;
        }

        var completed = LayerTransitions.Complete(state, plan, progress, Now);
        announced.AddRange(completed.Outbox.Select(item => item.Category).OfType<string>());

        announced.Count.ShouldBe(250);
        announced.Distinct().Count().ShouldBe(250);
        completed.Verdict.ShouldBe(Verdict.NoTests);
    }

    [Fact]
    public void Begin_BudgetAndGlobalDeadline_TakesTheEarlier()
    {
        var plan = Plans.Layer("l", 1) with { BudgetMs = 60_000 };
        LayerTransitions.Begin("e", plan, new StartLayerRequest { PlanHash = "p", GlobalDeadline = Now.AddSeconds(5) }, Now).Deadline.ShouldBe(Now.AddSeconds(5));
        LayerTransitions.Begin("e", plan, new StartLayerRequest { PlanHash = "p", GlobalDeadline = DateTimeOffset.MaxValue }, Now).Deadline.ShouldBe(Now.AddMinutes(1));
    }

    [Fact]
    public void Stop_Twice_KeepsTheFirstReason()
    {
        var state = LayerTransitions.Begin("e", Plans.Layer("l", 1), new StartLayerRequest { PlanHash = "p", GlobalDeadline = Now }, Now);
        var stopping = LayerTransitions.Stop(state, Verdict.TimedOut, "budget", false, Now)!;

        LayerTransitions.Stop(stopping, Verdict.Cancelled, "cancel", false, Now).ShouldBeNull();
        LayerTransitions.Complete(stopping, Plans.Layer("l", 1), new LayerProgress(Plans.Layer("l", 1)), Now).Verdict.ShouldBe(Verdict.TimedOut);
    }

    private static string[] Names(LayerProgress progress) => [.. progress.Demand().Select(category => category.Category)];

    private static void End(LayerProgress progress, string name, Verdict verdict = Verdict.Passed) =>
        progress.Apply(Snapshot(name, StepState.Completed, verdict, 1), null, Now);

    private static CategorySnapshot Snapshot(string name, StepState state, Verdict verdict, int attempt) => new()
    {
        Name = name,
        State = state,
        Verdict = verdict,
        Attempts =
        [
            new AttemptSnapshot
            {
                Number = attempt, Epoch = attempt, Host = "h",
                Report = state == StepState.Starting ? null : CategoryReports.Of(attempt),
            },
        ],
    };
}

internal static class CategoryReports
{
    public static AttemptReport Of(int number) => Categories.CategoryTransitionsTests.ReportOf(Verdict.Failed, FailureClass.Test, number, number);
}
