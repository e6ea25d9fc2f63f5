namespace Apex.Categories;

/// <summary>Whether an attempt is tried again, and when (SPEC 1.1 <c>.retries</c>).</summary>
public static class RetryPolicy
{
    /// <summary>Times that class <see cref="FailureClass.Infra"/> is placed again, uncounted; the next one is quarantine.</summary>
    public const int InfraPlacements = 3;

    public const int LongestBackoff = 60;

    /// <param name="attempts">All recorded attempts, the one in question last.</param>
    /// <param name="rule">What the plan allows.</param>
    public static bool MayRetry(IReadOnlyList<AttemptSnapshot> attempts, RetryRule rule)
    {
        var last = attempts[^1].Report!.Class;
        var infra = attempts.Count(attempt => attempt.Report?.Class == FailureClass.Infra);
        return last == FailureClass.Infra
            ? infra <= (rule.BackgroundRetries ?? InfraPlacements)
            : rule.On.Contains(last) && attempts.Count - infra <= rule.Retries;
    }

    /// <param name="failures">Attempts that failed so far, from 1.</param>
    /// <param name="jitter">0–1: spreads the delay by a fifth to either side.</param>
    /// <param name="unit">First delay.</param>
    public static TimeSpan Backoff(int failures, double jitter, TimeSpan unit) =>
        unit * Math.Min(LongestBackoff, Math.Pow(2, failures - 1)) * (0.8 + (0.4 * jitter));

    /// <summary>A number in [0, 1) that differs between attempts and is the same after a restart.</summary>
    public static double Jitter(AttemptId id)
    {
        var hash = 2166136261u; // FNV-1a: string.GetHashCode changes with each process
        foreach (var letter in id.ToString())
        {
            hash = (hash ^ letter) * 16777619u;
        }

        return hash / (uint.MaxValue + 1.0);
    }
}
