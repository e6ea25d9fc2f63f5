using Apex.Planning;

namespace Apex.Layers;

/// <summary>What a layer came to (SPEC 3), from its totals alone.</summary>
/// <remarks>
/// Tests are counted where every category that decides passed or failed with counts; a category that timed out or was
/// cancelled has told only part of its tests, so then categories are counted. A rate over nothing is not a pass.
/// </remarks>
public static class LayerVerdicts
{
    private const double Tolerance = 1e-9; // 0.95 of 20 is 19, whatever binary fractions say

    /// <summary>Verdict of a layer whose categories have all ended by themselves.</summary>
    public static Verdict Decide(SuccessCriteria criteria, LayerTotals totals) =>
        Meets(criteria, totals) ? Verdict.Passed : WorstOf(criteria, totals);

    /// <summary>False once no result of the open categories can make it pass any more.</summary>
    /// <param name="criteria">When it passes.</param>
    /// <param name="totals">What has ended so far.</param>
    /// <param name="countsTests">True if every category of the layer is to have a report.</param>
    public static bool CanStillPass(SuccessCriteria criteria, LayerTotals totals, bool countsTests)
    {
        if (BreaksOutright(criteria, totals))
        {
            return false;
        }

        var failures = totals.Failed + totals.TimedOut + totals.Cancelled;
        var byTests = countsTests && failures == totals.Failed && totals.Counted == totals.Passed + totals.Failed;
        if ((byTests ? totals.FailedTests : failures) > criteria.MaxFailures)
        {
            return false;
        }

        if (byTests)
        {
            // How many tests the open categories hold is not known: only a rate of one is lost for certain.
            return totals.FailedTests == 0 || criteria.MinPassRate < 1 - Tolerance;
        }

        return Rate(totals.Passed + totals.Open, failures) >= criteria.MinPassRate - Tolerance;
    }

    /// <summary>The worst verdict among the categories that decide; never a pass.</summary>
    public static Verdict WorstOf(SuccessCriteria criteria, LayerTotals totals)
    {
        var tolerated = criteria.AllowPartial && totals.Failed + totals.TimedOut + totals.Cancelled > 0;
        var worst = totals switch
        {
            { Executed: 0 } => Verdict.NoTests,
            { Error: > 0 } when !tolerated => Verdict.Error,
            { TimedOut: > 0 } => Verdict.TimedOut,
            { Failed: > 0 } => Verdict.Failed,
            { NoTests: > 0 } when !tolerated => Verdict.NoTests,
            { Cancelled: > 0 } => Verdict.Cancelled,
            _ => Verdict.Failed, // all that ran passed, yet a critical one did not run
        };
        return worst;
    }

    private static bool Meets(SuccessCriteria criteria, LayerTotals totals)
    {
        var failures = totals.Failed + totals.TimedOut + totals.Cancelled;
        if (totals.Passed + failures == 0 || BreaksOutright(criteria, totals))
        {
            return false;
        }

        var byTests = failures == totals.Failed && totals.Counted == totals.Passed + totals.Failed;
        return byTests
            ? totals.FailedTests <= criteria.MaxFailures && Rate(totals.Tests!.Passed, totals.FailedTests) >= criteria.MinPassRate - Tolerance
            : failures <= criteria.MaxFailures && Rate(totals.Passed, failures) >= criteria.MinPassRate - Tolerance;
    }

    private static bool BreaksOutright(SuccessCriteria criteria, LayerTotals totals) =>
        (criteria.CriticalMustPass && totals.CriticalBroken > 0) || (!criteria.AllowPartial && totals.Error + totals.NoTests > 0);

    private static double Rate(int passed, int failed) => passed + failed == 0 ? 1 : (double)passed / (passed + failed);
}
