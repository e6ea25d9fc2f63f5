using Apex.Agents;
using Apex.Persistence;
using Apex.Runner;
using Microsoft.Extensions.Hosting;

namespace Apex.Hosting;

/// <summary>Stops a local silo and its runner after a time without executions, attempts or clients.</summary>
public sealed partial class IdleWatch(
    SiloOptions options, ILiveExecutions live, FollowedAttempts followed, ClientCount clients, IRunnerControl runner, TimeProvider time, ILogger<IdleWatch> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var limit = TimeSpan.FromMinutes(options.Settings.IdleMinutes);
        var turn = limit / 20 < TimeSpan.FromSeconds(30) ? limit / 20 : TimeSpan.FromSeconds(30);
        var idleSince = time.GetTimestamp();
        while (true)
        {
            await Task.Delay(turn, time, stoppingToken);
            if (clients.Current > 0 || clients.TakeSeen() || followed.Count > 0 || (await live.ListAsync()).Count > 0)
            {
                idleSince = time.GetTimestamp();
            }
            else if (time.GetElapsedTime(idleSince) >= limit)
            {
                LogIdle(log, options.Settings.IdleMinutes);
                await runner.ShutdownAsync(force: false, stoppingToken);
                return;
            }
        }
    }

    [LoggerMessage(EventId = 2710, Level = LogLevel.Information, Message = "Nothing happened for {Minutes} minutes: silo and runner stop")]
    private static partial void LogIdle(ILogger logger, double minutes);
}

/// <summary>Connections of clients to the gateway, now and since it was last asked.</summary>
public sealed class ClientCount
{
    private int _current;
    private int _seen;

    public int Current => Volatile.Read(ref _current);

    public void Entered()
    {
        Interlocked.Increment(ref _current);
        Volatile.Write(ref _seen, 1);
    }

    public void Left() => Interlocked.Decrement(ref _current);

    /// <summary>True if any client came since the last question.</summary>
    public bool TakeSeen() => Interlocked.Exchange(ref _seen, 0) == 1;
}
