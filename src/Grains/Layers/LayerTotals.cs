using Apex.Planning;

namespace Apex.Layers;

/// <summary>Running sums over the ended categories of a layer: adding one is constant work, so is every question to <see cref="LayerVerdicts"/>.</summary>
public sealed record LayerTotals
{
    public int Total { get; init; }

    public int Passed { get; init; }

    public int Failed { get; init; }

    public int Error { get; init; }

    public int TimedOut { get; init; }

    public int Cancelled { get; init; }

    public int NoTests { get; init; }

    public int Skipped { get; init; }

    /// <summary>Critical categories that ended otherwise than passed.</summary>
    public int CriticalBroken { get; init; }

    /// <summary>Passed and failed categories that have counts.</summary>
    public int Counted { get; init; }

    /// <summary>Failed tests of counted categories; a category that failed without a failed test counts as one.</summary>
    public int FailedTests { get; init; }

    /// <summary>Sum of all counts; null when no category has any.</summary>
    public TestCounts? Tests { get; init; }

    public int Executed => Passed + Failed + Error + TimedOut + Cancelled + NoTests;

    public int Open => Total - Executed - Skipped;

    public LayerTotals Add(CategoryPlan plan, Verdict verdict, TestCounts? counts)
    {
        var counted = counts is not null && verdict is (Verdict.Passed or Verdict.Failed);
        return this with
        {
            Passed = Passed + One(verdict == Verdict.Passed),
            Failed = Failed + One(verdict == Verdict.Failed),
            Error = Error + One(verdict == Verdict.Error),
            TimedOut = TimedOut + One(verdict == Verdict.TimedOut),
            Cancelled = Cancelled + One(verdict == Verdict.Cancelled),
            NoTests = NoTests + One(verdict == Verdict.NoTests),
            Skipped = Skipped + One(verdict == Verdict.Skipped),
            CriticalBroken = CriticalBroken + One(plan.Critical && verdict != Verdict.Passed),
            Counted = Counted + One(counted),
            FailedTests = FailedTests + (!counted ? 0 : verdict == Verdict.Failed ? Math.Max(1, counts!.Failed) : counts!.Failed),
            Tests = counts is null ? Tests : Tests is null ? counts : Tests + counts,
        };
    }

    public CategoryTally ToTally() => new()
    {
        Total = Total,
        Open = Open,
        Passed = Passed,
        Failed = Failed,
        Error = Error,
        TimedOut = TimedOut,
        Cancelled = Cancelled,
        NoTests = NoTests,
        Skipped = Skipped,
    };

    private static int One(bool yes) => yes ? 1 : 0;
}
