namespace Apex.Settings;

/// <summary>What must hold between settings.</summary>
internal static class SettingsRules
{
    public static IEnumerable<string> Faults(SiloSettings settings)
    {
        var (agents, thresholds) = (settings.Agents, settings.Thresholds);
        if (agents.StaleSeconds <= 2 * agents.HeartbeatSeconds)
        {
            yield return $"agents.stale_seconds is {agents.StaleSeconds:0.###}: expected more than two heartbeats (agents.heartbeat_seconds is {agents.HeartbeatSeconds:0.###})";
        }

        if (thresholds.CpuWarningPercent > thresholds.CpuCriticalPercent)
        {
            yield return $"thresholds.cpu_warning_percent is {thresholds.CpuWarningPercent}: expected at most thresholds.cpu_critical_percent, {thresholds.CpuCriticalPercent}";
        }

        if (thresholds.MemoryWarningPercent > thresholds.MemoryCriticalPercent)
        {
            yield return $"thresholds.memory_warning_percent is {thresholds.MemoryWarningPercent}: expected at most thresholds.memory_critical_percent, {thresholds.MemoryCriticalPercent}";
        }

        int[] ports = [settings.Ports.Gateway, settings.Ports.Silo, settings.Ports.Http];
        if (ports.Where(static port => port != 0).GroupBy(static port => port).FirstOrDefault(static same => same.Count() > 1) is { } twice)
        {
            yield return $"ports: {twice.Key} is given to two of gateway, silo and http";
        }
    }
}
