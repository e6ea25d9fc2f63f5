using System.Globalization;
using Apex.Settings;

namespace Apex.Runner;

/// <summary>Settings of a host that come from its environment.</summary>
internal static class HostSettings
{
    /// <summary>Test hook: how long a silo that died stays away, milliseconds.</summary>
    public const string RestartDelay = "APEX_TEST_SILO_RESTART_DELAY_MS";

    /// <summary>Test hook: age from which an order to start is refused, milliseconds.</summary>
    public const string StartExpiry = "APEX_TEST_START_EXPIRY_MS";

    public static RunnerOptions Options(ApexHome home, SiloSettings settings)
    {
        var options = new RunnerOptions
        {
            StateFolder = home.RunnerFolder,
            SpoolFolder = home.SpoolFolder,
            ContextFolder = home.ContextFolder,
            OwnsOrphans = true,
        };
        return options with
        {
            Slots = settings.Capacity.Slots ?? options.Slots,
            MemoryMb = settings.Capacity.MemoryReserveMb is { } reserve ? Math.Max(1, RunnerOptions.MachineMemoryMb - reserve) : options.MemoryMb,
            InterruptGrace = TimeSpan.FromSeconds(settings.Grace.InterruptSeconds),
            TerminateGrace = TimeSpan.FromSeconds(settings.Grace.TerminateSeconds),
            StartExpiry = Milliseconds(StartExpiry) ?? options.StartExpiry,
            Containment = Environment.GetEnvironmentVariable("APEX_CONTAINMENT") switch
            {
                "none" => ContainmentChoice.None,
                "cgroup_v1" => ContainmentChoice.CgroupV1,
                "cgroup_v2" => ContainmentChoice.CgroupV2,
                _ => ContainmentChoice.Automatic,
            },
        };
    }

    public static TimeSpan? TestRestartDelay() => Milliseconds(RestartDelay);

    private static TimeSpan? Milliseconds(string name) => Number(name) is { } ms ? TimeSpan.FromMilliseconds(ms) : null;

    private static double? Number(string name) =>
        double.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= 0 ? value : null;
}
