namespace Apex;

/// <summary>Order of verdicts (SPEC 3): error, timed_out, failed, no_tests, cancelled, passed. Skipped counts as nothing.</summary>
public static class Verdicts
{
    private static readonly Verdict[] WorstFirst =
        [Verdict.Error, Verdict.TimedOut, Verdict.Failed, Verdict.NoTests, Verdict.Cancelled, Verdict.Passed];

    /// <summary>The worst of some verdicts; <see cref="Verdict.NoTests"/> when all were skipped or there are none.</summary>
    public static Verdict Worst(IEnumerable<Verdict> verdicts)
    {
        var seen = verdicts.ToHashSet();
        foreach (var verdict in WorstFirst)
        {
            if (seen.Contains(verdict))
            {
                return verdict;
            }
        }

        return Verdict.NoTests;
    }
}
