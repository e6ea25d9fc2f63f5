using Apex.Resources;
using Apex.Settings;

namespace Apex.Runner;

/// <summary>From two readings to a load, and from a load to what it means for new commands.</summary>
internal static class LoadRules
{
    public const string None = "none";
    public const string Warning = "warning";
    public const string Critical = "critical";

    public static HostLoad Between(LoadReading before, LoadReading now, ThresholdSettings thresholds)
    {
        var total = Math.Max(1, now.Total - before.Total);
        var busy = Math.Clamp(now.Busy - before.Busy, 0, total);
        var own = Math.Clamp(now.Own - before.Own, 0, busy);
        var load = new HostLoad
        {
            CpuPercent = (int)(busy * 100 / total),
            OthersCpuPercent = (int)((busy - own) * 100 / total),
            MemoryPercent = now.MemoryTotal == 0 ? 0 : (int)((now.MemoryTotal - now.MemoryAvailable) * 100 / now.MemoryTotal),
        };
        return load with { Pressure = PressureOf(load, thresholds) };
    }

    public static string PressureOf(HostLoad load, ThresholdSettings thresholds) =>
        Reached(load.OthersCpuPercent, thresholds.CpuCriticalPercent) || Reached(load.MemoryPercent, thresholds.MemoryCriticalPercent) ? Critical
        : Reached(load.OthersCpuPercent, thresholds.CpuWarningPercent) || Reached(load.MemoryPercent, thresholds.MemoryWarningPercent) ? Warning
        : None;

    /// <summary>Commands that may run at once. Never none: a loaded host is slow, and does not stand still.</summary>
    public static int Slots(int slots, string pressure) => pressure switch
    {
        Critical => 1,
        Warning => Math.Max(1, slots / 2),
        _ => slots,
    };

    /// <summary>For people; null without pressure.</summary>
    public static string? Words(HostLoad load) => load.Pressure == None ? null
        : $"CPU used by others is {load.OthersCpuPercent} %, memory in use {load.MemoryPercent} %: {(load.Pressure == Critical ? "one command runs at a time" : "new commands get half the slots")}";

    private static bool Reached(int percent, int threshold) => threshold < 100 && percent >= threshold;
}
