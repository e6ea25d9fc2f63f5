using Apex.Planning;
using Apex.Results.Frameworks;
using Apex.Results.Reports;
using Apex.Runner;

namespace Apex.Results;

/// <summary>From how a command ended and what its reports say to a verdict (SPEC 3). A pure function.</summary>
internal static class VerdictRules
{
    public static AttemptOutcome Decide(CategoryPlan category, AttemptEnd end, ReportReading? report)
    {
        var outcome = end.Cause switch
        {
            EndCause.Exited => Exited(category, end, report),
            EndCause.CannotStart => Of(Verdict.Error, FailureClass.Config, end.Reason ?? "the command could not be started"),
            EndCause.Timeout => Of(Verdict.TimedOut, FailureClass.Timeout, end.Reason ?? "it ran longer than its time limit"),
            EndCause.Hang => Of(Verdict.TimedOut, FailureClass.Hang, end.Reason ?? "it printed nothing for longer than its limit"),
            EndCause.OverMemory => Of(Verdict.Error, FailureClass.Oom, end.Reason),
            EndCause.OverProcesses => Of(Verdict.Failed, FailureClass.Test, end.Reason ?? "it had more processes than its limit"),
            EndCause.Stopped => Of(Verdict.Cancelled, FailureClass.Cancelled, end.Reason ?? "it was stopped on request"),
            _ => Of(Verdict.Error, FailureClass.Infra, end.Reason ?? "the host lost it"),
        };
        outcome = LimitRules.Apply(category, end, outcome);
        return report is null ? outcome : outcome with { Counts = report.Files.Count > 0 ? report.Counts : null, Failures = report.Failures, Reports = report.Files, Tests = report.Told };
    }

    private static AttemptOutcome Exited(CategoryPlan category, AttemptEnd end, ReportReading? report)
    {
        if (report?.Counts.Failed > 0)
        {
            return Of(Verdict.Failed, FailureClass.Test, $"{report.Counts.Failed} of {report.Counts.Total} tests failed{Ending(end)}");
        }

        if (end.Signal is { } signal)
        {
            return Of(Verdict.Failed, FailureClass.Test, $"it was killed by {SignalNames.Of(signal)}, which Apex did not send");
        }

        return FrameworkTable.Meaning(category.Framework, end.ExitCode ?? 0) switch
        {
            ExitMeaning.Config => Of(Verdict.Error, FailureClass.Config, ConfigReason(category, end.ExitCode ?? 0)),
            ExitMeaning.TestsFailed => Of(Verdict.Failed, FailureClass.Test, FailedReason(end, report)),
            ExitMeaning.NoTests => NoTests(category, $"no test ran: {category.Framework} exited {end.ExitCode}"),
            _ => Passed(category, report),
        };
    }

    private static AttemptOutcome Passed(CategoryPlan category, ReportReading? report)
    {
        if (report is null)
        {
            return Of(Verdict.Passed, FailureClass.None, null);
        }

        if (report.Broken is { } broken)
        {
            return Of(Verdict.Error, FailureClass.Config, $"the report cannot be read: {broken}");
        }

        return report.Counts switch
        {
            { Passed: > 0 } => Of(Verdict.Passed, FailureClass.None, null),
            { Skipped: > 0 and var skipped } => NoTests(category, $"no test ran: all {skipped} were skipped"),
            _ when report.Files.Count == 0 => NoTests(category, $"no test ran: no {category.Results?.Format} report was written ({Where(category)}{Hint(category)})"),
            _ => NoTests(category, "no test ran: the report lists none"),
        };
    }

    private static AttemptOutcome NoTests(CategoryPlan category, string reason) => category.NoTests switch
    {
        "pass" => Of(Verdict.Passed, FailureClass.None, null),
        "warn" => Of(Verdict.Passed, FailureClass.None, $"{reason} (no_tests: warn)"),
        _ => Of(Verdict.NoTests, FailureClass.None, reason),
    };

    private static string ConfigReason(CategoryPlan category, int code) => code switch
    {
        126 => "the shell found the command but may not execute it (exit code 126)",
        127 => "the shell did not find the command (exit code 127)",
        _ => $"{category.Framework} could not run the tests as configured (exit code {code})",
    };

    private static string FailedReason(AttemptEnd end, ReportReading? report)
    {
        var clean = report switch
        {
            { Counts.Total: > 0 and var total } => $", although its report lists {total} tests and no failure",
            { Files.Count: 0 } => ", and no report was written",
            _ => "",
        };
        return $"the command failed{Ending(end)}{clean}";
    }

    private static string Ending(AttemptEnd end) => end switch
    {
        { Signal: { } signal } => $" (killed by {SignalNames.Of(signal)})",
        // A shell reports the death of its child by a signal as 128 + number.
        { ExitCode: > 128 and < 160 and var code } => $" (exit code {code}, {SignalNames.Of(code - 128)})",
        { ExitCode: { } code } => $" (exit code {code})",
        _ => "",
    };

    private static string Where(CategoryPlan category) => category.Results?.Path is { } path ? $"looked for {path}" : "looked in $APEX_RESULTS_DIR";

    private static string Hint(CategoryPlan category) => FrameworkTable.Of(category.Framework).ReportHint is { } hint ? $"; {hint}" : "";

    private static AttemptOutcome Of(Verdict verdict, FailureClass failure, string? reason) => new() { Verdict = verdict, Class = failure, Reason = reason };
}
