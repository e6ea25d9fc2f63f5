namespace Apex.Resources;

/// <summary>The sizes of the hosts that were seen lately. Soft: rebuilt from their reports.</summary>
public sealed class HostSizes
{
    /// <summary>A request that is larger than every host of this time fails: nobody would know when to give up waiting.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromHours(24);

    private readonly Dictionary<string, (int MemoryMb, int CpuPercent, DateTimeOffset At)> _hosts = [];

    private (int MemoryMb, int CpuPercent) _largest;

    public void See(HostReport report, DateTimeOffset now)
    {
        _hosts[report.Host] = (report.MemoryMb, report.CpuPercent, now);
        _largest = (_hosts.Values.Max(host => host.MemoryMb), _hosts.Values.Max(host => host.CpuPercent));
    }

    public void Forget(DateTimeOffset now)
    {
        foreach (var host in _hosts.Where(pair => now - pair.Value.At > Memory).Select(pair => pair.Key).ToList())
        {
            _hosts.Remove(host);
            _largest = _hosts.Count == 0 ? default : (_hosts.Values.Max(left => left.MemoryMb), _hosts.Values.Max(left => left.CpuPercent));
        }
    }

    /// <summary>Why no host could ever run it, naming category and resource; null if one could, or if none was seen yet.</summary>
    public string? Impossible(CategoryDemand category)
    {
        if (_hosts.Count == 0)
        {
            return null;
        }

        var (memory, cpu) = _largest;
        return category.MemoryMb > memory ? $"category '{category.Category}' reserves {category.MemoryMb} MiB of memory (resources.memory_mb), the largest host has {memory} MiB for commands"
            : category.CpuPercent > cpu ? $"category '{category.Category}' reserves {category.CpuPercent} % of a core (resources.cpu_percent), the largest host has {cpu} %"
            : _hosts.Values.Any(host => host.MemoryMb >= category.MemoryMb && host.CpuPercent >= category.CpuPercent) ? null
            : $"category '{category.Category}' reserves {category.MemoryMb} MiB of memory and {category.CpuPercent} % of a core, no host has both";
    }
}
