using Apex.Runner.Native;

namespace Apex.Runner;

/// <param name="Pids">Processes of the attempt that live.</param>
/// <param name="Proven">True if there can be no others.</param>
internal readonly record struct Remains(List<int> Pids, bool Proven);

/// <summary>Finds and ends what an attempt left behind, by its slot's cage, by the list of orphans, by the mark, in this order of trust.</summary>
internal sealed class Emptiness(RunnerOptions options, IReadOnlyDictionary<long, Attempt> running)
{
    // Clocks of /proc and of the spawn differ by a tick or two.
    private const long Tolerance = 30;

    private readonly OrphanWatch _orphans = new(options.OwnsOrphans);

    public OrphanWatch Orphans => _orphans;

    public Remains Look(AttemptRun run)
    {
        var pids = new List<int>();
        run.Slot.Cage.Members(pids);
        if (run.Slot.Proves)
        {
            if (options.OwnsOrphans && pids.Count == 0 && MayLeaveOrphans(run))
            {
                // What they used is known when they are reaped; one that is about to end is waited for.
                pids.AddRange(_orphans.Look(IsLeader, Count).Where(orphan => orphan.Group == run.Pid).Select(static orphan => orphan.Pid));
            }

            return new Remains(pids, Proven: true);
        }

        var proven = true;
        if (options.OwnsOrphans)
        {
            foreach (var orphan in _orphans.Look(IsLeader, Count))
            {
                switch (Owner(orphan, run))
                {
                    case true:
                        pids.Add(orphan.Pid);
                        break;
                    case null:
                        proven = false;
                        break;
                }
            }
        }
        else
        {
            // Orphans go elsewhere: only the mark can find them, and an emptied environment hides from it.
            pids.AddRange(Marked(run.Mark));
            proven = false;
        }

        return new Remains([.. pids.Distinct()], proven);
    }

    /// <summary>Kills what is there, and what a kill brings to light comes with the next look.</summary>
    public static void Kill(AttemptRun run, IEnumerable<int> pids)
    {
        run.Slot.Cage.Kill();
        foreach (var pid in pids)
        {
            ChildProcess.Signal(pid, Libc.SigKill);
        }
    }

    /// <summary>Takes the exits of orphans that have ended.</summary>
    public void Reap()
    {
        if (options.OwnsOrphans)
        {
            _orphans.Look(IsLeader, Count);
        }
    }

    // A command that ends by itself has waited for what it started, or leaves it behind for all to see.
    private static bool MayLeaveOrphans(AttemptRun run) => run.Stop is not null || run.Exit?.Signal is not null || run.Leftovers.Count > 0;

    private void Count(Orphan orphan, ChildExit exit)
    {
        foreach (var attempt in running.Values)
        {
            if (attempt.Run is { } run && (run.Pid == orphan.Group || run.Leftovers.Contains(orphan.Pid) || orphan.Marks.Contains(run.Mark)))
            {
                run.OrphansCpuMs += exit.CpuMs;
                run.OrphansPeakKb = Math.Max(run.OrphansPeakKb, exit.PeakKb);
                return;
            }
        }
    }

    private bool IsLeader(int pid) => running.Values.Any(attempt => attempt.Run is { } run && run.Pid == pid && run.Exit is null);

    // True: of this run. False: of another. Null: nobody can tell.
    private bool? Owner(Orphan orphan, AttemptRun run)
    {
        if (orphan.Marks.Contains(run.Mark))
        {
            return true;
        }

        if (running.Values.Any(other => other.Run is { } its && orphan.Marks.Contains(its.Mark)))
        {
            return false;
        }

        // It emptied its environment. It began under an attempt that ran then; if only this one did, it is its own.
        return MayOwn(orphan, run)
            ? running.Values.Any(other => other.Run is { } its && its != run && MayOwn(orphan, its)) ? null : true
            : false;
    }

    private static bool MayOwn(Orphan orphan, AttemptRun run) => run.Pid > 0 && orphan.StartedAtMs >= run.StartedBootMs - Tolerance;

    private static IEnumerable<int> Marked(string mark) =>
        ProcFs.AllPids().Where(pid => pid != Environment.ProcessId
            && AttemptMark.Any(ProcFs.ReadEnvironment(pid), found => found == mark)
            && ProcFs.StartedAtMs(pid) is not null);
}
