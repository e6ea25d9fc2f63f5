using Apex.Agents;
using Apex.Runner;
using Apex.Security;
using Microsoft.Extensions.Hosting;

namespace Apex.Hosting;

/// <summary>Writes <c>silo.json</c> when the silo serves, and takes it away when it stops.</summary>
public sealed partial class SiloAnnouncer(
    SiloOptions options, SiloPorts ports, SiloToken token, IRunnerLink runner, FollowedAttempts followed, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<SiloAnnouncer> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(() => started.TrySetResult());
        await started.Task.WaitAsync(stoppingToken);
        var identity = await runner.IdentityAsync(stoppingToken);
        Write(identity.Pid);
        LogServing(log, Environment.ProcessId, ports.Gateway, ports.Http);
        await WatchRunnerAsync(identity.Pid, stoppingToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        File.Delete(options.DescriptorPath);
        await base.StopAsync(cancellationToken);
    }

    /// <summary>A runner that died is followed by another one: clients must find the right process to stop.</summary>
    private async Task WatchRunnerAsync(int pid, CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), time, stoppingToken);
            if (followed.Runner is { } current && current.Pid != pid)
            {
                pid = current.Pid;
                Write(pid);
            }
        }
    }

    private void Write(int runnerPid) => new SiloDescriptor
    {
        Pid = Environment.ProcessId,
        RunnerPid = runnerPid,
        GatewayPort = ports.Gateway,
        SiloPort = ports.Silo,
        HttpPort = ports.Http,
        Token = token.Value,
        Build = ApexBuild.Of(AppContext.BaseDirectory),
        StartedAt = time.GetUtcNow(),
    }.Write(options.DescriptorPath);

    [LoggerMessage(EventId = 2700, Level = LogLevel.Information, Message = "Silo {Pid} serves: gateway {Gateway}, HTTP {Http}")]
    private static partial void LogServing(ILogger logger, int pid, int gateway, int http);
}

/// <param name="Silo">Between silos.</param>
/// <param name="Gateway">For clients.</param>
/// <param name="Http">For other services.</param>
public sealed record SiloPorts(int Silo, int Gateway, int Http);
