using Microsoft.Extensions.Hosting;

namespace Apex.Agents;

/// <summary>Stops the agents in order before anything else of the silo stops: first nothing new comes in, then what is under way ends, commands stay with the runner.</summary>
public sealed partial class AgentShutdown(AgentRoster roster, SiloOptions options, TimeProvider time, ILogger<AgentShutdown> log) : IHostedLifecycleService
{
    /// <summary>Agents, and the grains after them: each gets a share of the time.</summary>
    private const int Shares = 6;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        LogStopping(log, options.Settings.ShutdownSeconds);
        await roster.StopAsync(TimeSpan.FromSeconds(options.Settings.ShutdownSeconds / Shares), time);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        LogStopped(log);
        return Task.CompletedTask;
    }

    [LoggerMessage(EventId = 2010, Level = LogLevel.Information, Message = "The silo stops, within {Seconds} s; commands stay with the runner")]
    private static partial void LogStopping(ILogger logger, double seconds);

    [LoggerMessage(EventId = 2011, Level = LogLevel.Information, Message = "The silo is stopped")]
    private static partial void LogStopped(ILogger logger);
}
