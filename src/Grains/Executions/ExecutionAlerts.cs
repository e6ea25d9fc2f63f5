using Apex.Agents;

namespace Apex.Executions;

/// <summary>Alerts about executions (SPEC 8), derived from their rows: what a restart does not change needs no row of its own.</summary>
public static class ExecutionAlerts
{
    /// <summary>Completed executions that are looked at, the newest ones.</summary>
    public const int Considered = 200;

    /// <summary>Executions of which a rate is taken, and the fewest that make one.</summary>
    private const int RateOf = 20;
    private const int RateLeast = 10;
    private const int RatePercent = 10;

    /// <param name="completed">Completed executions, newest first.</param>
    public static IEnumerable<Alert> Of(IReadOnlyCollection<ExecutionListItem> completed)
    {
        var judged = completed.Where(item => item.Verdict is not (Verdict.None or Verdict.Cancelled or Verdict.Skipped)).ToList();
        foreach (var failed in judged.GroupBy(item => (item.Project, item.Mode, item.Environment, item.Branch)).Select(line => line.First()).Where(HasFailed))
        {
            yield return new Alert
            {
                Code = "execution_failed",
                Severity = AlertSeverity.High,
                Message = $"{failed.Project} {failed.Mode} ({failed.Environment}{(failed.Branch is { } branch ? $", {branch}" : "")}) {WireNames.Of(failed.Verdict)?.Replace('_', ' ')}; active until one of the same passes",
                Since = failed.FinishedAt,
                Execution = failed.Id,
            };
        }

        var lately = judged.Take(RateOf).ToList();
        var failures = lately.Count(HasFailed);
        if (lately.Count >= RateLeast && failures * 100 > lately.Count * RatePercent)
        {
            yield return new Alert
            {
                Code = "failure_rate",
                Severity = AlertSeverity.High,
                Message = $"{failures} of the last {lately.Count} executions did not pass: more than {RatePercent} %",
                Since = lately.First(HasFailed).FinishedAt,
            };
        }
    }

    public static Alert Overtime(ExecutionSnapshot execution) => new()
    {
        Code = "execution_overtime",
        Severity = AlertSeverity.Medium,
        Message = $"{execution.Project} {execution.Mode} takes longer than was to be expected; active until it ends",
        Since = execution.OvertimeSince,
        Execution = execution.Id,
    };

    public static bool HasFailed(Verdict verdict) => verdict is Verdict.Failed or Verdict.Error or Verdict.TimedOut or Verdict.NoTests;

    private static bool HasFailed(ExecutionListItem item) => HasFailed(item.Verdict);
}
