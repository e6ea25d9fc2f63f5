using System.Globalization;
using Apex.Runner.Native;

namespace Apex.Runner;

/// <summary>Counters of the kernel at one moment, in ticks, and memory in KiB.</summary>
/// <param name="Busy">CPU time used by anybody since boot.</param>
/// <param name="Total">CPU time that there was since boot.</param>
/// <param name="Own">CPU time used by a process, by what it started and by what that started, dead or alive.</param>
/// <param name="MemoryTotal">Memory of the machine.</param>
/// <param name="MemoryAvailable">What a new program could have of it.</param>
internal readonly record struct LoadReading(long Busy, long Total, long Own, long MemoryTotal, long MemoryAvailable)
{
    /// <param name="root">Process whose tree is Apex's own.</param>
    public static LoadReading Take(int root)
    {
        var (busy, total) = Cpu(File.ReadAllText("/proc/stat"));
        var (memory, available) = Memory(File.ReadAllText("/proc/meminfo"));
        return new LoadReading(busy, total, OwnTicks(root, ProcFs.AllPids().Select(Stat).OfType<ProcessTicks>()), memory, available);
    }

    /// <summary>The first line of <c>/proc/stat</c>: user nice system idle iowait irq softirq steal …</summary>
    public static (long Busy, long Total) Cpu(string text)
    {
        var fields = text[..text.IndexOf('\n')].Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8).Select(static field => long.Parse(field, CultureInfo.InvariantCulture)).ToArray();
        var total = fields.Sum();
        return (total - fields[3] - fields[4], total);
    }

    public static (long Total, long Available) Memory(string text)
    {
        return (Value("MemTotal:"), Value("MemAvailable:"));

        long Value(string name)
        {
            var line = text.Split('\n').FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Ticks of a tree. A process that ended is in the ticks of who waited for it.</summary>
    public static long OwnTicks(int root, IEnumerable<ProcessTicks> processes)
    {
        var children = processes.ToLookup(static process => process.Parent);
        var all = children.SelectMany(static group => group).Where(process => process.Pid == root).ToList();
        for (var index = 0; index < all.Count; index++)
        {
            all.AddRange(children[all[index].Pid]);
        }

        return all.Sum(static process => process.Ticks);
    }

    public static ProcessTicks? Parse(string stat)
    {
        var name = stat.LastIndexOf(')');
        if (name < 0 || !int.TryParse(stat.AsSpan(0, stat.IndexOf(' ')), out var pid))
        {
            return null;
        }

        // After the name: state, parent, and from the 12th on utime stime cutime cstime.
        var fields = stat[(name + 2)..].Split(' ');
        return new ProcessTicks(pid, int.Parse(fields[1], CultureInfo.InvariantCulture), fields[11..15].Sum(static field => long.Parse(field, CultureInfo.InvariantCulture)));
    }

    private static ProcessTicks? Stat(int pid)
    {
        try
        {
            return Parse(File.ReadAllText($"/proc/{pid}/stat"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null; // it has just ended
        }
    }
}

/// <param name="Pid">Process.</param>
/// <param name="Parent">Its parent.</param>
/// <param name="Ticks">CPU time of it and of those that it has waited for.</param>
internal sealed record ProcessTicks(int Pid, int Parent, long Ticks);
