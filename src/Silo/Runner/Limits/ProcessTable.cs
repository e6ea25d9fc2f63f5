using System.Globalization;
using Apex.Runner.Native;

namespace Apex.Runner;

/// <summary>All processes of this machine as they were at one look.</summary>
internal sealed class ProcessTable
{
    private readonly Dictionary<int, ProcessStat> _processes = [];

    public static ProcessTable Read()
    {
        var table = new ProcessTable();
        foreach (var pid in ProcFs.AllPids())
        {
            if (ProcFs.Stat(pid) is { } stat)
            {
                table._processes[pid] = stat;
            }
        }

        return table;
    }

    /// <summary>These processes, what descends from them, and what is in a group that one of them leads.</summary>
    public List<ProcessStat> Tree(IReadOnlyCollection<int> roots)
    {
        var children = _processes.Values.ToLookup(static process => process.Parent);
        var tree = new Dictionary<int, ProcessStat>();
        var open = new Stack<int>(roots.Concat(_processes.Values.Where(process => roots.Contains(process.Group)).Select(static process => process.Pid)));
        while (open.TryPop(out var pid))
        {
            if (_processes.TryGetValue(pid, out var process) && tree.TryAdd(pid, process))
            {
                foreach (var child in children[pid])
                {
                    open.Push(child.Pid);
                }
            }
        }

        return [.. tree.Values];
    }

    /// <summary>Memory of these processes together, bytes. What they share is counted once where that would make the difference, and the kernel tells.</summary>
    public static long Memory(List<ProcessStat> processes, long limit)
    {
        var resident = processes.Sum(static process => process.ResidentBytes);
        return resident <= limit || processes.Count == 1 ? resident : processes.Sum(static process => Share(process.Pid) ?? process.ResidentBytes);
    }

    private static long? Share(int pid)
    {
        try
        {
            foreach (var line in File.ReadLines($"/proc/{pid}/smaps_rollup"))
            {
                if (line.StartsWith("Pss:", StringComparison.Ordinal))
                {
                    return long.Parse(line["Pss:".Length..].Replace("kB", "", StringComparison.Ordinal), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture) * 1024;
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It has just ended, or may not be looked into: what it has in all must do.
        }

        return null;
    }
}
