using Apex.Executions;
using Apex.Planning;
using Apex.Runner;

namespace Apex.Results;

/// <summary>What the limits on memory, CPU and processes make of an outcome. A pure function.</summary>
internal static class LimitRules
{
    public static AttemptOutcome Apply(CategoryPlan category, AttemptEnd end, AttemptOutcome outcome)
    {
        var warnings = (end.NotEnforced ?? []).Select(static field => new Warning
        {
            Code = "limit_not_enforced",
            Message = $"{field} cannot be enforced on this host: no cgroup for it is writable; `apex doctor` says what is missing",
        }).ToList();
        if (end.OutOfMemoryKills > 0 && outcome.Verdict == Verdict.Passed)
        {
            warnings.Add(new Warning { Code = "out_of_memory", Message = $"category '{category.Name}' passed, but a process of it was killed: {Memory(category, end)}" });
        }
        else if (end.Cause == EndCause.OverMemory || (end.OutOfMemoryKills > 0 && MayBeForMemory(end.Cause)))
        {
            outcome = outcome with { Verdict = Verdict.Error, Class = FailureClass.Oom, Reason = $"killed: {Memory(category, end)}" };
        }
        else if (end.RefusedForks > 0 && outcome.Verdict == Verdict.Failed)
        {
            outcome = outcome with { Reason = $"{outcome.Reason}; {end.RefusedForks} new processes or threads were refused by limits.processes ({category.ProcessLimit})" };
        }

        return warnings.Count == 0 ? outcome : outcome with { Warnings = warnings };
    }

    // Whoever stopped it, or lost its host, did so for another reason.
    private static bool MayBeForMemory(EndCause cause) => cause is EndCause.Exited or EndCause.Timeout or EndCause.Hang or EndCause.OverProcesses;

    private static string Memory(CategoryPlan category, AttemptEnd end) =>
        $"it ran out of memory, peak {end.PeakMemoryMb?.ToString() ?? "unknown"} MiB, limit {category.MemoryLimitMb} MiB (limits.memory_mb)";
}
