namespace Apex.Silo.Tests;

/// <summary>Processor time of the calling thread: what it took, however busy the machine is.</summary>
internal static class ThreadCpu
{
    private const int TickMs = 10;

    public static TimeSpan Used()
    {
        var fields = File.ReadAllText("/proc/thread-self/stat").Split(") ")[^1].Split(' ');
        return TimeSpan.FromMilliseconds(TickMs * (long.Parse(fields[11]) + long.Parse(fields[12])));
    }
}
