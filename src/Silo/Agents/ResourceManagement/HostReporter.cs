using Apex.Resources;
using Apex.Runner;

namespace Apex.Agents;

/// <summary>Work of the <see cref="ResourceManagementAgent"/>: tells the scheduler every second what this host has and holds.</summary>
public sealed partial class HostReporter(
    FollowedAttempts followed, IRunnerLink runner, IGrainFactory grains, ILocalSiloDetails silo, SiloOptions options, AgentRoster roster, TimeProvider time, ILogger<HostReporter> log) : IAgentWork
{
    /// <summary>A scheduler that lost its soft state has it back within this time.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Below this, a spool could not be kept whole: no new attempts.</summary>
    private const long LeastFreeBytes = 512L * 1024 * 1024;

    public AgentHealth Health { get; } = new(nameof(ResourceManagementAgent), time);

    private readonly LoadSampler _load = new(() => followed.Runner?.Pid ?? Environment.ProcessId, options.Settings.Thresholds, time);
    private long? _sampledAt;

    public HostReport? Last { get; private set; }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var identity = await runner.IdentityAsync(cancellationToken);
        while (true)
        {
            SampleWhenDue();
            Last = Report(identity);
            try
            {
                await grains.GetGrain<ISchedulerGrain>(options.Region).ReportAsync(Last);
                Say(Last);
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested)
            {
                Health.Fail(error);
                LogNotTold(log, error);
            }

            await Task.Delay(Health.Heartbeat < Interval ? Health.Heartbeat : Interval, time, cancellationToken);
            identity = await runner.IdentityAsync(cancellationToken);
        }
    }

    private void SampleWhenDue()
    {
        if (_sampledAt is { } at && time.GetElapsedTime(at) < LoadSampler.Interval)
        {
            return;
        }

        _sampledAt = time.GetTimestamp();
        _load.Sample();
        if (_load.Last is { } load)
        {
            Health.Figure("cpu_percent", load.CpuPercent);
            Health.Figure("others_cpu_percent", load.OthersCpuPercent);
            Health.Figure("memory_percent", load.MemoryPercent);
        }
    }

    private void Say(HostReport report)
    {
        if (report.Reason is { } reason)
        {
            Health.Degrade($"this host takes no new commands: {reason}");
        }
        else if (report.Load is { Pressure: LoadRules.Critical } load)
        {
            Health.Degrade(LoadRules.Words(load)!);
        }
        else
        {
            Health.Beat();
        }
    }

    private HostReport Report(RunnerIdentity identity)
    {
        var reason = roster.WhyDown(nameof(LayerExecutionAgent)) ?? (followed.Known ? DiskProblem() : "its runner is not connected");
        Health.Figure("slots", identity.Slots);
        Health.Figure("held", followed.Count);
        var running = followed.Running().ToList();
        return new HostReport
        {
            Host = identity.HostId,
            Silo = silo.SiloAddress,
            Slots = identity.Slots,
            MemoryMb = identity.MemoryMb,
            CpuPercent = Environment.ProcessorCount * 100,
            Holds = followed.CategoryKeys(),
            Accepting = reason is null,
            Reason = reason,
            Limits = identity.Limits?.ToNames() ?? [],
            SlotsUsed = running.Count,
            MemoryReservedMb = running.Sum(static attempt => attempt.Category.MemoryMb),
            CpuReservedPercent = running.Sum(static attempt => attempt.Category.CpuPercent),
            Load = _load.Last,
        };
    }

    private string? DiskProblem()
    {
        var spool = Path.Combine(options.Home, "spool");
        var free = new DriveInfo(Directory.Exists(spool) ? spool : options.Home).AvailableFreeSpace;
        return free < LeastFreeBytes ? $"disk full: {free >> 20} MiB are free in {spool}, {LeastFreeBytes >> 20} MiB are needed; free some space" : null;
    }

    [LoggerMessage(EventId = 2400, Level = LogLevel.Warning, Message = "The scheduler was not told of this host; it is told again in a second")]
    private static partial void LogNotTold(ILogger logger, Exception error);
}
