using Apex.Categories;
using Apex.Runner;
using Microsoft.Extensions.Hosting;

namespace Apex.Agents;

/// <summary>Tells the categories of commands that run for long how far they are. Short commands cost nothing; what is lost is told again with the next turn.</summary>
public sealed partial class ProgressTeller(
    FollowedAttempts followed, IRunnerLink runner, IGrainFactory grains, SiloOptions options, TimeProvider time, ILogger<ProgressTeller> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var interval = TimeSpan.FromSeconds(options.Settings.ProgressSeconds);
        while (true)
        {
            await Task.Delay(interval, time, stoppingToken);
            var now = time.GetUtcNow();
            await Task.WhenAll(followed.Running().Where(attempt => now - attempt.StartedAt >= interval).Select(attempt => TellAsync(attempt, now)));
        }
    }

    private async Task TellAsync(FollowedAttempt attempt, DateTimeOffset now)
    {
        try
        {
            await grains.GetGrain<ICategoryGrain>(attempt.Id.CategoryKey).ProgressAsync(new AttemptProgress
            {
                Id = attempt.Id,
                Epoch = attempt.Epoch,
                ElapsedMs = (long)(now - attempt.StartedAt!.Value).TotalMilliseconds,
                LogBytes = AttemptLog.Read(runner.SpoolFolder(attempt.Id), 0, 0).Length,
            });
        }
        catch (Exception error)
        {
            LogNotTold(log, error, attempt.Id);
        }
    }

    [LoggerMessage(EventId = 2231, Level = LogLevel.Debug, Message = "{Attempt}: its progress was not told")]
    private static partial void LogNotTold(ILogger logger, Exception error, AttemptId attempt);
}
