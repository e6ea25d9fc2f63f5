using Apex.Runner.Native;

namespace Apex.Runner;

/// <summary>Puts what was seen of an attempt into its end.</summary>
internal sealed class AttemptEnds(LimitCapabilities capabilities)
{
    // Counters of the kernel are exact to some pages only.
    private const long ToleranceKb = 4096;

    private long _ownPeakKb;

    public AttemptEnd Of(Attempt attempt, AttemptRun run)
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
            CpuMs = run.Exit?.CpuMs + run.OrphansCpuMs,
            PeakMemoryMb = run.Reading.PeakMemoryMb ?? Peak(run),
            OutOfMemoryKills = run.Reading.OutOfMemoryKills,
            RefusedForks = run.Reading.RefusedForks,
            NotEnforced = capabilities.Cpu == LimitBackend.None && attempt.Spec?.Limits?.CpuPercent is not null ? ["limits.cpu_percent"] : null,
            LogBytes = run.Output?.Bytes ?? 0,
            LogBytesDropped = run.Output?.Dropped ?? 0,
            Leftovers = run.Leftovers.Count,
            EmptinessProven = run.EmptinessProven,
            Reason = reason.Length == 0 ? null : reason,
        };
    }

    // What a small process is said to have had is what this process had. The question costs a call, so it is asked only where it may matter.
    private int? Peak(AttemptRun run)
    {
        var kilobytes = Math.Max(run.Exit?.PeakKb ?? 0, run.OrphansPeakKb);
        if (kilobytes > _ownPeakKb + ToleranceKb)
        {
            _ownPeakKb = ThisProcess.PeakKb();
        }

        var known = kilobytes > _ownPeakKb + ToleranceKb ? kilobytes * 1024 : 0;
        return CgroupV1Memory.ToMb(Math.Max(known, run.SampledPeakBytes)) is > 0 and var peak ? peak : null;
    }

    private static string Unproven(AttemptRun run) => run.LeftoversKillMs > 0 && run.Leftovers.Count > 0
        ? "not all of its processes could be ended"
        : "it cannot be proven that no process of it is left: no cgroup is writable here";
}
