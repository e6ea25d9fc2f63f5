using Apex.Resources;
using Apex.Runner;

namespace Apex.Agents;

/// <summary>Work of the <see cref="ResourceManagementAgent"/>: tells the scheduler every second what this host has and holds.</summary>
public sealed partial class HostReporter(
    FollowedAttempts followed, IRunnerLink runner, IGrainFactory grains, ILocalSiloDetails silo, SiloOptions options, TimeProvider time, ILogger<HostReporter> log) : IAgentWork
{
    /// <summary>A scheduler that lost its soft state has it back within this time.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Below this, a spool could not be kept whole: no new attempts.</summary>
    private const long LeastFreeBytes = 512L * 1024 * 1024;

    public AgentHealth Health { get; } = new(nameof(ResourceManagementAgent), time);

    public HostReport? Last { get; private set; }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var identity = await runner.IdentityAsync(cancellationToken);
        while (true)
        {
            Last = Report(identity);
            try
            {
                await grains.GetGrain<ISchedulerGrain>(options.Region).ReportAsync(Last);
                Say(Last.Reason);
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested)
            {
                Health.Fail(error);
                LogNotTold(log, error);
            }

            await Task.Delay(Interval, time, cancellationToken);
            identity = await runner.IdentityAsync(cancellationToken);
        }
    }

    private void Say(string? reason)
    {
        if (reason is null)
        {
            Health.Beat();
        }
        else
        {
            Health.Degrade($"this host takes no new commands: {reason}");
        }
    }

    private HostReport Report(RunnerIdentity identity)
    {
        var reason = !followed.Known ? "its runner is not connected"
            : DiskProblem();
        Health.Figure("slots", identity.Slots);
        Health.Figure("held", followed.Count);
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
