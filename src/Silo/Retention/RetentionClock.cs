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
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(log, error);
            }

            await Task.Delay(Interval, time, stoppingToken);
        }
    }

    private async Task LookAsync(CancellationToken stoppingToken)
    {
        PruneExecutionsReply reply;
        do
        {
            stoppingToken.ThrowIfCancellationRequested();
            reply = await retention.PruneExecutionsAsync(new PruneRequest());
            if (reply.Executions > 0)
            {
                LogRemoved(log, reply.Executions);
            }
        }
        while (reply.More);

        await files.PruneAsync(new PruneHostRequest { Rule = options.Retention });
        await files.ForgetContextsAsync(stoppingToken);
    }

    [LoggerMessage(EventId = 2460, Level = LogLevel.Information, Message = "{Executions} executions were kept long enough and are removed")]
    private static partial void LogRemoved(ILogger logger, int executions);

    [LoggerMessage(EventId = 2461, Level = LogLevel.Warning, Message = "What has been kept long enough could not be removed; it is tried again in an hour")]
    private static partial void LogFailed(ILogger logger, Exception error);
}
