using Microsoft.Extensions.Hosting;

namespace Apex.Retention;

/// <summary>Removes what has been kept long enough: a minute after the start, when what runs has been taken up again, and every hour.</summary>
public sealed partial class RetentionClock(IRetentionGrain retention, HostFiles files, GrainsOptions options, TimeProvider time, ILogger<RetentionClock> log) : BackgroundService
{
    private static readonly TimeSpan First = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Delay(First, time, stoppingToken);
        while (true)
        {
            // Each for itself: rows that cannot be removed are no reason for a full disk.
            await TryAsync(() => RemoveExecutionsAsync(stoppingToken), stoppingToken);
            await TryAsync(async () => Tell(await files.PruneAsync(new PruneHostRequest { Rule = options.Retention })), stoppingToken);
            await TryAsync(() => files.ForgetContextsAsync(options.Retention.Executions, stoppingToken), stoppingToken);
            await Task.Delay(Interval, time, stoppingToken);
        }
    }

    private async Task TryAsync(Func<Task> part, CancellationToken stoppingToken)
    {
        try
        {
            await part();
        }
        catch (Exception error) when (!stoppingToken.IsCancellationRequested)
        {
            LogFailed(log, error);
        }
    }

    private async Task RemoveExecutionsAsync(CancellationToken stoppingToken)
    {
        PruneExecutionsReply reply;
        do
        {
            stoppingToken.ThrowIfCancellationRequested();
            reply = await retention.PruneExecutionsAsync(new PruneRequest());
            Tell(reply.Logs);
            if (reply.Executions > 0)
            {
                LogRemoved(log, reply.Executions);
            }
        }
        while (reply.More);
    }

    private void Tell(PruneLogsReply reply)
    {
        foreach (var problem in reply.Problems)
        {
            LogProblem(log, problem);
        }
    }

    [LoggerMessage(EventId = 2460, Level = LogLevel.Information, Message = "{Executions} executions were kept long enough and are removed")]
    private static partial void LogRemoved(ILogger logger, int executions);

    [LoggerMessage(EventId = 2462, Level = LogLevel.Warning, Message = "Kept although its time is over: {Problem}; it is tried again in an hour")]
    private static partial void LogProblem(ILogger logger, string problem);

    [LoggerMessage(EventId = 2461, Level = LogLevel.Warning, Message = "What has been kept long enough could not be removed; it is tried again in an hour")]
    private static partial void LogFailed(ILogger logger, Exception error);
}
