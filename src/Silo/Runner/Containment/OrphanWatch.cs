using Apex.Runner.Native;

namespace Apex.Runner;

/// <param name="Pid">Process id.</param>
/// <param name="Marks">Our marks in its environment.</param>
/// <param name="Group">The leader of its process group: that of its attempt, unless it made one of its own.</param>
/// <param name="StartedAtMs">Milliseconds from boot to its start; 0 of one that was never seen alive.</param>
internal sealed record Orphan(int Pid, IReadOnlyList<string> Marks, int Group, long StartedAtMs);

/// <summary>
/// The processes that became this process's children because their parents died. A subreaper gets every descendant whose
/// ancestors are gone, also one that emptied its environment and has a session of its own: none can hide from this list.
/// </summary>
internal sealed class OrphanWatch(bool ownsAll)
{
    private readonly Dictionary<int, Orphan> _known = [];
    private readonly List<int> _pids = [];
    private readonly List<Orphan> _living = [];
    private readonly HashSet<int> _kept = [];

    /// <summary>A child that is no orphan (the silo).</summary>
    public void Keep(int pid)
    {
        lock (_kept)
        {
            _kept.Add(pid);
        }
    }

    public void Release(int pid)
    {
        lock (_kept)
        {
            _kept.Remove(pid);
        }
    }

    /// <summary>The orphans that live. Those that ended are reaped on the way, and told.</summary>
    public IReadOnlyList<Orphan> Look(Predicate<int> isLeader, Action<Orphan, ChildExit> reaped)
    {
        _pids.Clear();
        _living.Clear();
        ProcFs.ReadReparented(_pids);
        foreach (var pid in _pids)
        {
            if (isLeader(pid) || IsKept(pid))
            {
                continue;
            }

            var orphan = Identify(pid);

            // In a process with children of its own, another's exit must not be taken away.
            if ((ownsAll || _known.ContainsKey(pid)) && ChildProcess.TryReap(pid) is { } exit)
            {
                _known.Remove(pid);
                reaped(orphan, exit);
            }
            else if (orphan.StartedAtMs > 0)
            {
                _living.Add(orphan);
            }
        }

        if (_living.Count == 0)
        {
            _known.Clear();
        }

        return _living;
    }

    private bool IsKept(int pid)
    {
        lock (_kept)
        {
            return _kept.Contains(pid);
        }
    }

    private Orphan Identify(int pid)
    {
        if (_known.TryGetValue(pid, out var known))
        {
            return known;
        }

        var group = ProcFs.Group(pid);
        if (ProcFs.StartedAtMs(pid) is not { } startedAt)
        {
            return new Orphan(pid, [], group, 0);
        }

        var marks = new List<string>();
        AttemptMark.Any(ProcFs.ReadEnvironment(pid), mark =>
        {
            marks.Add(mark);
            return false;
        });
        return _known[pid] = new Orphan(pid, marks, group, startedAt);
    }
}
