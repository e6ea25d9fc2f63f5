using System.Threading.Channels;
using Apex.Categories;

namespace Apex.Agents;

/// <summary>Tells a category that its command runs, if it still does after a moment. A command that is over by then saves the write: its report tells both.</summary>
public sealed partial class StartedTeller(FollowedAttempts followed, IGrainFactory grains, TimeProvider time, ILogger<StartedTeller> log)
{
    /// <summary>Long enough for a no-op, short enough for one who watches: an event is late by this much at the most.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);

    private readonly Channel<(FollowedAttempt Attempt, DateTimeOffset StartedAt)> _begun =
        Channel.CreateUnbounded<(FollowedAttempt, DateTimeOffset)>(new UnboundedChannelOptions { SingleReader = true });

    public void Began(FollowedAttempt attempt, DateTimeOffset startedAt)
    {
        attempt.StartedAt = startedAt;
        _begun.Writer.TryWrite((attempt, startedAt));
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var (attempt, startedAt) in _begun.Reader.ReadAllAsync(cancellationToken))
        {
            var wait = startedAt + Moment - time.GetUtcNow();
            if (wait > TimeSpan.Zero && !attempt.Ending)
            {
                await Task.Delay(wait < Moment ? wait : Moment, time, cancellationToken);
            }

            if (!attempt.Ending && followed.Find(attempt.Id) is not null)
            {
                _ = TellAsync(attempt, startedAt);
            }
        }
    }

    private async Task TellAsync(FollowedAttempt attempt, DateTimeOffset startedAt)
    {
        try
        {
            await grains.GetGrain<ICategoryGrain>(attempt.Id.CategoryKey).StartedAsync(new AttemptStarted { Id = attempt.Id, Epoch = attempt.Epoch, StartedAt = startedAt });
        }
        catch (Exception error)
        {
            LogNotTold(log, error, attempt.Id); // a hint for people: the report carries the start too
        }
    }

    [LoggerMessage(EventId = 2230, Level = LogLevel.Warning, Message = "{Attempt}: its start was not recorded; its report will say it")]
    private static partial void LogNotTold(ILogger logger, Exception error, AttemptId attempt);
}
