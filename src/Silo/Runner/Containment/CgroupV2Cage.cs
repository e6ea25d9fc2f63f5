using Apex.Runner.Native;

namespace Apex.Runner;

/// <summary>A cgroup v2 folder. A thread cannot join one without its process, so a short shell prelude joins before it becomes the command.</summary>
/// <remarks>Putting the process in after its spawn is cheaper and wrong: on a busy machine it has forked by then.</remarks>
internal sealed class CgroupV2Cage : ISlotCage
{
    private readonly string _folder;

    public CgroupV2Cage(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
    }

    public string Folder => _folder;

    public bool Proves => true;

    public string? JoinFile => Path.Combine(_folder, "cgroup.procs");

    public void EnterFromSpawner()
    {
        // The prelude enters.
    }

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

    // A kill leaves nothing behind here. Empty groups that a nested runner made go with this one.
    public bool Reset() => true;

    public void Remove()
    {
        CgroupFile.Remove(_folder);
    }
}
