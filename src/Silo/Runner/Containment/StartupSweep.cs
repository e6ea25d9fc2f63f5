using Apex.Runner.Native;

namespace Apex.Runner;

/// <summary>Kills what an earlier runner of this home left behind: everything in its groups, and everything that bears a mark of an unfinished attempt.</summary>
internal sealed class StartupSweep(CageFactory cages)
{
    private const int PassesAtMost = 200;
    private const int PauseMs = 10;

    /// <param name="marks">Marks of attempts that have no end in the journal.</param>
    /// <param name="leaders">Their leaders, as far as they are known: pid and start, milliseconds from boot.</param>
    /// <returns>True if two passes in a row found nothing.</returns>
    public bool Run(IReadOnlySet<string> marks, IReadOnlyList<(int Pid, long StartedAtMs)> leaders)
    {
        foreach (var (pid, startedAt) in leaders)
        {
            // The pid may be somebody else's by now: the start time tells.
            if (ProcFs.StartedAtMs(pid) is { } actual && Math.Abs(actual - startedAt) <= 100)
            {
                ChildProcess.SignalGroup(pid, Libc.SigKill);
                ChildProcess.Signal(pid, Libc.SigKill);
            }
        }

        // One look can miss a child that is born behind it: two empty ones are asked for.
        var empty = 0;
        for (var pass = 0; pass < PassesAtMost && empty < 2; pass++)
        {
            var found = KillGroups() + (marks.Count > 0 ? KillMarked(marks) : 0);
            empty = found == 0 ? empty + 1 : 0;
            if (found > 0)
            {
                KernelPause.Wait(PauseMs);
            }
        }

        // With their limits: nobody knows them any more. One that something cannot be ended in stays.
        cages.RemoveAll();
        return empty == 2;
    }

    private int KillGroups()
    {
        var pids = new List<int>();
        foreach (var folder in cages.Folders.Where(Directory.Exists))
        {
            CgroupFile.MembersBelow(folder, pids);
        }

        return KillAll([.. pids.Distinct()]);
    }

    private static int KillMarked(IReadOnlySet<string> marks)
    {
        var own = Environment.ProcessId;
        return KillAll([.. ProcFs.AllPids().Where(pid => pid != own
            && AttemptMark.Any(ProcFs.ReadEnvironment(pid), marks.Contains)
            && ProcFs.StartedAtMs(pid) is not null)]);
    }

    private static int KillAll(List<int> pids)
    {
        foreach (var pid in pids)
        {
            ChildProcess.Signal(pid, Libc.SigKill);
            ChildProcess.TryReap(pid);
        }

        return pids.Count;
    }
}
