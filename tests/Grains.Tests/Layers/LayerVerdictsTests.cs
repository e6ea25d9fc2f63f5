using Apex.Layers;
using Apex.Planning;
using Apex.Testing;

namespace Apex.Grains.Tests.Layers;

public sealed class LayerVerdictsTests
{
    private static readonly SuccessCriteria Strict = new();

    [Theory]
    [InlineData("P", Verdict.Passed)]
    [InlineData("", Verdict.NoTests)]
    [InlineData("S S", Verdict.NoTests)]
    [InlineData("P S", Verdict.Passed)] // skipped counts as nothing
    [InlineData("P F", Verdict.Failed)]
    [InlineData("P F N", Verdict.Failed)]
    [InlineData("P F T N C", Verdict.TimedOut)]
    [InlineData("P F T E N C", Verdict.Error)]
    [InlineData("P N", Verdict.NoTests)]
    [InlineData("P N C", Verdict.NoTests)]
    [InlineData("P C", Verdict.Cancelled)]
    public void Decide_StrictCriteria_WorstFirst(string categories, Verdict expected) => LayerVerdicts.Decide(Strict, Totals(categories)).ShouldBe(expected);

    [Theory]
    [InlineData("P P P F", 0.75, 1, Verdict.Passed)]
    [InlineData("P P P F", 0.76, 1, Verdict.Failed)]
    [InlineData("P P P F", 0.75, 0, Verdict.Failed)] // joined by and
    [InlineData("P P P T", 0.75, 1, Verdict.Passed)] // a category that timed out is one failure
    [InlineData("P P P E", 0.0, 9, Verdict.Error)] // an error is no failure that could be allowed
    public void Decide_ByCategories_RateAndFailures(string categories, double rate, int failures, Verdict expected) =>
        LayerVerdicts.Decide(new SuccessCriteria { MinPassRate = rate, MaxFailures = failures }, Totals(categories)).ShouldBe(expected);

    [Theory]
    [InlineData(95, 5, 0.95, 5, Verdict.Passed)]
    [InlineData(95, 5, 0.95, 4, Verdict.Failed)]
    [InlineData(94, 6, 0.95, 9, Verdict.Failed)]
    public void Decide_AllHaveCounts_CountsTests(int passed, int failed, double rate, int failures, Verdict expected)
    {
        var totals = new LayerTotals { Total = 1 }.Add(Plans.Category("a"), Verdict.Failed, new TestCounts { Total = passed + failed, Passed = passed, Failed = failed });

        LayerVerdicts.Decide(new SuccessCriteria { MinPassRate = rate, MaxFailures = failures }, totals).ShouldBe(expected);
    }

    // The edges: 0.98 of 50 is 49; two of two allowed failures are a pass; a critical failure is not, nor is nothing.
    [Theory]
    [InlineData(49, 1, 0.98, 1, Verdict.Passed)]
    [InlineData(48, 2, 0.98, 2, Verdict.Failed)]
    [InlineData(98, 2, 0.98, 2, Verdict.Passed)]
    [InlineData(97, 2, 0.98, 2, Verdict.Failed)]
    [InlineData(148, 3, 0.98, 2, Verdict.Failed)]
    [InlineData(0, 50, 0.0, 50, Verdict.Passed)]
    [InlineData(0, 50, 0.0, 49, Verdict.Failed)]
    [InlineData(0, 0, 0.0, 50, Verdict.NoTests)]
    public void Decide_AtTheEdge_ByCategoriesAndByTests(int passed, int failed, double rate, int failures, Verdict expected)
    {
        var criteria = new SuccessCriteria { MinPassRate = rate, MaxFailures = failures };
        var byCategories = new LayerTotals { Total = passed + failed };
        for (var number = 0; number < passed + failed; number++)
        {
            byCategories = byCategories.Add(Plans.Category("a"), number < passed ? Verdict.Passed : Verdict.Failed, null);
        }

        LayerVerdicts.Decide(criteria, byCategories).ShouldBe(expected, "by categories");
        if (passed + failed > 0)
        {
            var counts = new TestCounts { Total = passed + failed, Passed = passed, Failed = failed };
            LayerVerdicts.Decide(criteria, new LayerTotals { Total = 1 }.Add(Plans.Category("a"), Verdict.Failed, counts)).ShouldBe(expected, "by tests");
        }
    }

    [Fact]
    public void Decide_CriticalFailedAmongAllowedFailures_IsNotAPass()
    {
        var totals = Enumerable.Range(0, 49).Aggregate(new LayerTotals { Total = 50 }, (sum, _) => sum.Add(Plans.Category("a"), Verdict.Passed, null))
            .Add(Plans.Category("z") with { Critical = true }, Verdict.Failed, null);

        LayerVerdicts.Decide(new SuccessCriteria { MinPassRate = 0.98, MaxFailures = 2 }, totals).ShouldBe(Verdict.Failed);
        LayerVerdicts.Decide(new SuccessCriteria { MinPassRate = 0.98, MaxFailures = 2, CriticalMustPass = false }, totals).ShouldBe(Verdict.Passed);
    }

    [Fact]
    public void CanStillPass_AtTheEdge_GivesUpWithTheFailureThatIsOneTooMany()
    {
        var criteria = new SuccessCriteria { MinPassRate = 0.98, MaxFailures = 2 };

        LayerVerdicts.CanStillPass(criteria, Totals("F F", open: 98), countsTests: false).ShouldBeTrue("98 of 100 can still pass");
        LayerVerdicts.CanStillPass(criteria, Totals("F F", open: 97), countsTests: false).ShouldBeFalse("97 of 99 is below 0.98");
        LayerVerdicts.CanStillPass(criteria, Totals("F F F", open: 997), countsTests: false).ShouldBeFalse("three failures, two allowed");
    }

    [Fact]
    public void Decide_OneCategoryWithoutCounts_CountsCategories()
    {
        var totals = new LayerTotals { Total = 2 }
            .Add(Plans.Category("a"), Verdict.Failed, new TestCounts { Total = 1_000, Passed = 999, Failed = 1 }).Add(Plans.Category("b"), Verdict.Passed, null);

        LayerVerdicts.Decide(new SuccessCriteria { MinPassRate = 0.9, MaxFailures = 1 }, totals).ShouldBe(Verdict.Failed); // one of two
    }

    [Fact]
    public void Decide_FailedExitWithoutAFailedTest_IsOneFailure()
    {
        var totals = new LayerTotals { Total = 1 }.Add(Plans.Category("a"), Verdict.Failed, new TestCounts { Total = 10, Passed = 10 });

        LayerVerdicts.Decide(Strict, totals).ShouldBe(Verdict.Failed);
    }

    [Theory]
    [InlineData(true, "P F!", Verdict.Failed)]
    [InlineData(false, "P F!", Verdict.Passed)]
    [InlineData(true, "P F", Verdict.Passed)]
    [InlineData(true, "P S!", Verdict.Failed)] // a critical one that did not run is not a pass
    public void Decide_Critical_MustPass(bool mustPass, string categories, Verdict expected) =>
        LayerVerdicts.Decide(new SuccessCriteria { CriticalMustPass = mustPass, MinPassRate = 0, MaxFailures = 9 }, Totals(categories)).ShouldBe(expected);

    [Theory]
    [InlineData("P E N S", Verdict.Passed)]
    [InlineData("P E F", Verdict.Failed)] // what is tolerated does not decide
    [InlineData("E N", Verdict.Error)] // nothing passed: never a pass
    [InlineData("P E!", Verdict.Error)]
    public void Decide_AllowPartial_ToleratesErrorAndNoTests(string categories, Verdict expected) =>
        LayerVerdicts.Decide(new SuccessCriteria { AllowPartial = true }, Totals(categories)).ShouldBe(expected);

    [Theory]
    [InlineData("P P", 2, 1.0, 0, true)]
    [InlineData("F", 3, 1.0, 0, false)]
    [InlineData("F", 3, 0.75, 1, true)] // 3 of 4 can still pass
    [InlineData("F", 2, 0.75, 1, false)] // 2 of 3 is the best there is
    [InlineData("F F", 9, 0.5, 1, false)]
    [InlineData("P E", 9, 0.0, 9, false)]
    [InlineData("P F!", 9, 0.0, 9, false)]
    public void CanStillPass_KnowsWhatIsLost(string ended, int open, double rate, int failures, bool expected) =>
        LayerVerdicts.CanStillPass(new SuccessCriteria { MinPassRate = rate, MaxFailures = failures }, Totals(ended, open), countsTests: false).ShouldBe(expected);

    [Theory]
    [InlineData(1, 0.5, 1, true)]
    [InlineData(2, 0.5, 1, false)]
    [InlineData(1, 1.0, 1, false)]
    public void CanStillPass_ByTests_CountsFailedTests(int failed, double rate, int failures, bool expected)
    {
        var totals = new LayerTotals { Total = 3 }.Add(Plans.Category("a"), Verdict.Failed, new TestCounts { Total = 9, Passed = 9 - failed, Failed = failed });

        LayerVerdicts.CanStillPass(new SuccessCriteria { MinPassRate = rate, MaxFailures = failures }, totals, countsTests: true).ShouldBe(expected);
    }

    [Fact]
    public void CanStillPass_SaysNo_OnlyIfNoRestPasses()
    {
        Verdict[] ends = [Verdict.Passed, Verdict.Failed, Verdict.Error, Verdict.TimedOut, Verdict.NoTests, Verdict.Skipped];
        var random = new Random(7);
        for (var round = 0; round < 5_000; round++)
        {
            var criteria = new SuccessCriteria { MinPassRate = random.Next(5) / 4.0, MaxFailures = random.Next(3), AllowPartial = random.Next(2) == 0 };
            var totals = new LayerTotals { Total = 6 };
            for (var ended = random.Next(6); ended > 0; ended--)
            {
                totals = totals.Add(Plans.Category("a") with { Critical = random.Next(4) == 0 }, ends[random.Next(ends.Length)], null);
            }

            var best = totals;
            while (best.Open > 0)
            {
                best = best.Add(Plans.Category("a"), Verdict.Passed, null);
            }

            LayerVerdicts.CanStillPass(criteria, totals, countsTests: false).ShouldBe(LayerVerdicts.Decide(criteria, best) == Verdict.Passed, $"{criteria} {totals}");
        }
    }

    private static LayerTotals Totals(string categories, int open = 0)
    {
        var names = categories.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return names.Aggregate(new LayerTotals { Total = names.Length + open }, (totals, name) => totals.Add(
            Plans.Category("a") with { Critical = name.EndsWith('!') },
            name[0] switch { 'P' => Verdict.Passed, 'F' => Verdict.Failed, 'E' => Verdict.Error, 'T' => Verdict.TimedOut, 'N' => Verdict.NoTests, 'C' => Verdict.Cancelled, _ => Verdict.Skipped },
            null));
    }
}
