namespace Apex.Runner;

/// <summary>Puts what was seen of an attempt into its end.</summary>
internal static class AttemptEnds
{
    public static AttemptEnd Of(Attempt attempt, AttemptRun run)
    {
        var reasons = new[]
        {
            run.Stop?.Reason,
            run.Output?.Error,
            run.EmptinessProven ? null : Unproven(run),
        };
        var reason = string.Join("; ", reasons.Where(part => part is not null));
        return new AttemptEnd
        {
            Id = attempt.Id,
            Epoch = attempt.Epoch,
            Cause = run.Stop?.Cause ?? EndCause.Exited,
            ExitCode = run.Exit?.ExitCode,
            Signal = run.Exit?.Signal,
            StartedAt = run.StartedAt,
            FinishedAt = run.EndedAt,
            DurationMs = run.StartedAt is null ? 0 : Math.Max(0, run.EndedMs - run.StartedMs),
            CpuMs = run.Exit?.CpuMs,
            LogBytes = run.Output?.Bytes ?? 0,
            LogBytesDropped = run.Output?.Dropped ?? 0,
            Leftovers = run.Leftovers.Count,
            EmptinessProven = run.EmptinessProven,
            Reason = reason.Length == 0 ? null : reason,
        };
    }

    private static string Unproven(AttemptRun run) => run.LeftoversKillMs > 0 && run.Leftovers.Count > 0
        ? "not all of its processes could be ended"
        : "it cannot be proven that no process of it is left: no cgroup is writable here";
}
