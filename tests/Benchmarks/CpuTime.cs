using System.Globalization;

namespace Apex.Benchmarks;

/// <summary>Processor time from /proc, in milliseconds: what a loaded machine stretches least.</summary>
internal static class CpuTime
{
    public const double TickMs = 10; // USER_HZ is 100 on every Linux that .NET runs on

    /// <summary>Of the process itself.</summary>
    public static double Own(int pid) => Sum(pid, 11);

    /// <summary>Of the children that it has waited for, and theirs.</summary>
    public static double Children(int pid) => Sum(pid, 13);

    private static double Sum(int pid, int field)
    {
        var fields = File.ReadAllText($"/proc/{pid}/stat").Split(") ")[^1].Split(' ');
        return (long.Parse(fields[field], CultureInfo.InvariantCulture) + long.Parse(fields[field + 1], CultureInfo.InvariantCulture)) * TickMs;
    }
}
