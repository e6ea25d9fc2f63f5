using System.Text;
using Apex.Runner.Native;

namespace Apex.Runner;

/// <summary>A cgroup v1 folder (pids, else freezer) that the slot's spawner thread joins, so that its children are born in it at no cost.</summary>
/// <remarks>
/// The freezer is used as a list only. Freezing would freeze the spawner thread with the rest; where the pids controller is
/// there, a maximum of 0 stops forks instead, and the kill is final.
/// </remarks>
internal sealed unsafe class CgroupV1Cage : ISlotCage
{
    private readonly string _folder;
    private readonly int _current;
    private readonly bool _canStopForks;
    private bool _forksStopped;
    private bool _limited;
    private long _refusedBefore;

    public CgroupV1Cage(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
        _current = Libc.Open(Path.Combine(folder, "pids.current"), Libc.OReadOnly | Libc.OCloExec, 0);
        _canStopForks = File.Exists(Path.Combine(folder, "pids.max"));
        if (_canStopForks)
        {
            CgroupFile.TryWrite(Path.Combine(folder, "pids.max"), "max");
        }
    }

    public bool Proves => true;

    /// <summary>True if it can limit the number of its processes.</summary>
    public bool Counts => _canStopForks;

    /// <summary>From now on it holds so many processes and threads of an attempt at once, and the spawner thread.</summary>
    public void LimitProcesses(int max)
    {
        _limited = true;
        _refusedBefore = Refused();
        CgroupFile.Write(Path.Combine(_folder, "pids.max"), CgroupFile.Text(max + 1));
    }

    /// <summary>Processes that were refused since <see cref="LimitProcesses"/>.</summary>
    public int RefusedForks() => (int)(Refused() - _refusedBefore);

    // "0" is the calling thread.
    public void EnterFromSpawner() => CgroupFile.Write(Path.Combine(_folder, "tasks"), "0");

    public string? JoinFile => null;

    public void Members(List<int> pids)
    {
        // One task is the spawner thread itself. The counter covers nested groups and costs one read.
        if (_current >= 0 && ReadCurrent() <= 1)
        {
            return;
        }

        CgroupFile.MembersBelow(_folder, pids);
    }

    public void Kill()
    {
        if (_canStopForks && !_forksStopped)
        {
            _forksStopped = CgroupFile.TryWrite(Path.Combine(_folder, "pids.max"), "0");
        }

        var pids = new List<int>();
        CgroupFile.MembersBelow(_folder, pids);
        foreach (var pid in pids)
        {
            ChildProcess.Signal(pid, Libc.SigKill);
        }
    }

    public bool Reset()
    {
        if (!_forksStopped && !_limited)
        {
            return true;
        }

        var pids = new List<int>();
        CgroupFile.MembersBelow(_folder, pids);
        if (pids.Count > 0 || !CgroupFile.TryWrite(Path.Combine(_folder, "pids.max"), "max"))
        {
            return false;
        }

        _forksStopped = _limited = false;
        return true;
    }

    public void Remove()
    {
        if (_current >= 0)
        {
            _ = Libc.Close(_current);
        }

        CgroupFile.Remove(_folder);
    }

    // The counter goes on over attempts. Refusals by a kill are counted too.
    private long Refused() => CgroupFile.ReadField(Path.Combine(_folder, "pids.events"), "max") ?? 0;

    private long ReadCurrent()
    {
        var text = stackalloc byte[24];
        var length = (int)Libc.PRead(_current, text, 24, 0);
        return length > 0 && long.TryParse(Encoding.ASCII.GetString(text, length), out var count) ? count : long.MaxValue;
    }
}
