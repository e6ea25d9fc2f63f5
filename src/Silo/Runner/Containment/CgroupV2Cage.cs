using Apex.Runner.Native;

namespace Apex.Runner;

/// <summary>A cgroup v2 folder. The leader is put in right after its spawn; what it forked before that is an orphan of ours in the end, which <see cref="OrphanWatch"/> finds.</summary>
internal sealed class CgroupV2Cage : ISlotCage
{
    private readonly string _folder;

    public CgroupV2Cage(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
    }

    // Only together with the list of orphans: see the summary.
    public bool Proves => false;

    public void EnterFromSpawner()
    {
        // A thread cannot be in another group than its process.
    }

    public void Take(int pid) => CgroupFile.TryWrite(Path.Combine(_folder, "cgroup.procs"), CgroupFile.Text(pid));

    public void Members(List<int> pids) => CgroupFile.MembersBelow(_folder, pids);

    public void Kill()
    {
        // Since Linux 5.14; one write kills all, nested groups too.
        if (CgroupFile.TryWrite(Path.Combine(_folder, "cgroup.kill"), "1"))
        {
            return;
        }

        var pids = new List<int>();
        Members(pids);
        foreach (var pid in pids)
        {
            ChildProcess.Signal(pid, Libc.SigKill);
        }
    }

    public void Reset()
    {
        // A kill leaves nothing behind here. Empty groups that a nested runner made go with this one.
    }

    public void Remove()
    {
        CgroupFile.RemoveBelow(_folder);
        _ = Libc.RmDir(_folder);
    }
}
