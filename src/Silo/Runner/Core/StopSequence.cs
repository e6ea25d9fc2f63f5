using Apex.Persistence;
using Apex.Runner.Native;

namespace Apex.Runner;

/// <summary>Ends a command that runs: SIGINT, grace, SIGTERM, grace, SIGKILL. And starts that when one of its limits is reached.</summary>
internal sealed class StopSequence(RunnerOptions options, ICrashPoints crash)
{
    // A leader that SIGKILL did not end at once is stuck in the kernel; it is asked again.
    private const long KillAgainMs = 1000;

    public void Begin(Attempt attempt, StopCause cause, long nowMs)
    {
        var run = attempt.Run!;
        if (run.Stop is not null)
        {
            return;
        }

        run.Stop = cause;
        if (attempt.Stage == AttemptStage.Running)
        {
            crash.Hit("runner.stop.before_kill");
            Advance(run, nowMs);
        }
    }

    /// <summary>Ends it at once, because it takes what others need. A stop that is under way keeps its cause.</summary>
    public void Kill(Attempt attempt, StopCause cause, long nowMs)
    {
        var run = attempt.Run!;
        run.Stop ??= cause;
        run.StopSignal = Libc.SigTerm;
        Advance(run, nowMs);
    }

    /// <summary>Looks at limits and at the next signal.</summary>
    /// <returns>When to look again.</returns>
    public long Check(Attempt attempt, long nowMs)
    {
        var (run, spec) = (attempt.Run!, attempt.Spec!);
        if (run.Stop is null)
        {
            var wall = run.StartedMs + spec.TimeoutMs;
            var quiet = spec.NoOutputTimeoutMs is { } silence ? Math.Max(run.StartedMs, run.Output?.LastOutputMs ?? 0) + silence : long.MaxValue;
            if (nowMs >= wall)
            {
                Begin(attempt, new StopCause(EndCause.Timeout, $"it ran longer than its limit of {Seconds(spec.TimeoutMs)} s"), nowMs);
            }
            else if (nowMs >= quiet)
            {
                Begin(attempt, new StopCause(EndCause.Hang, $"it printed nothing for {Seconds(spec.NoOutputTimeoutMs!.Value)} s"), nowMs);
            }
            else
            {
                return Math.Min(wall, quiet);
            }
        }

        // A stop that came while it was being spawned has not sent anything yet.
        if (run.StopSignal == 0 || nowMs >= run.NextSignalMs)
        {
            Advance(run, nowMs);
        }

        return run.NextSignalMs;
    }

    private void Advance(AttemptRun run, long nowMs)
    {
        switch (run.StopSignal)
        {
            case 0:
                run.StopSignal = Libc.SigInt;
                run.NextSignalMs = nowMs + (long)options.InterruptGrace.TotalMilliseconds;
                ChildProcess.SignalGroup(run.Pid, Libc.SigInt);
                break;
            case Libc.SigInt:
                run.StopSignal = Libc.SigTerm;
                run.NextSignalMs = nowMs + (long)options.TerminateGrace.TotalMilliseconds;
                SignalTree(run, Libc.SigTerm);
                break;
            default:
                run.StopSignal = Libc.SigKill;
                run.NextSignalMs = nowMs + KillAgainMs;
                run.Slot.Cage.Kill();
                SignalTree(run, Libc.SigKill);
                break;
        }
    }

    private static void SignalTree(AttemptRun run, int signal)
    {
        var members = new List<int>();
        run.Slot.Cage.Members(members);
        foreach (var pid in members)
        {
            ChildProcess.Signal(pid, signal);
        }

        if (members.Count == 0)
        {
            ChildProcess.SignalGroup(run.Pid, signal);
        }
    }

    private static string Seconds(long ms) => (ms / 1000.0).ToString("0.###");
}
