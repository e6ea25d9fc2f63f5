namespace Apex.Settings;

/// <summary>What must hold between settings.</summary>
internal static class SettingsRules
{
    /// <param name="settings">What was read.</param>
    /// <param name="source">Where the value of a setting comes from, by its name.</param>
    public static IEnumerable<string> Faults(SiloSettings settings, Func<string, string> source)
    {
        var (agents, thresholds) = (settings.Agents, settings.Thresholds);
        if (agents.StaleSeconds <= 2 * agents.HeartbeatSeconds)
        {
            yield return $"agents.stale_seconds is {agents.StaleSeconds:0.###} ({source("agents.stale_seconds")}): expected more than two heartbeats, and agents.heartbeat_seconds is {agents.HeartbeatSeconds:0.###} ({source("agents.heartbeat_seconds")})";
        }

        if (thresholds.CpuWarningPercent > thresholds.CpuCriticalPercent)
        {
            yield return $"thresholds.cpu_warning_percent is {thresholds.CpuWarningPercent} ({source("thresholds.cpu_warning_percent")}): expected at most thresholds.cpu_critical_percent, {thresholds.CpuCriticalPercent} ({source("thresholds.cpu_critical_percent")})";
        }

        if (thresholds.MemoryWarningPercent > thresholds.MemoryCriticalPercent)
        {
            yield return $"thresholds.memory_warning_percent is {thresholds.MemoryWarningPercent} ({source("thresholds.memory_warning_percent")}): expected at most thresholds.memory_critical_percent, {thresholds.MemoryCriticalPercent} ({source("thresholds.memory_critical_percent")})";
        }

        int[] ports = [settings.Ports.Gateway, settings.Ports.Silo, settings.Ports.Http];
        if (ports.Where(static port => port != 0).GroupBy(static port => port).FirstOrDefault(static same => same.Count() > 1) is { } twice)
        {
            yield return $"ports: {twice.Key} is given to two of gateway, silo and http";
        }
    }
}
