using Apex.Persistence;
using Apex.Progress;

namespace Apex.Agents;

/// <summary>Work of the <see cref="ProgressStreamingAgent"/>: tells an execution's feed that events were committed, at most one call in flight for each.</summary>
/// <remarks>The events themselves are numbered rows already (docs/adr/0004), so a lost notice delays a watcher by the feed's own poll and loses nothing.</remarks>
public sealed partial class FeedNotifier : IAgentWork, IEventSignal
{
    private readonly TimeProvider _time;
    private readonly Coalescer<bool> _notices;

    public FeedNotifier(IGrainFactory grains, TimeProvider time, ILogger<FeedNotifier> log)
    {
        _time = time;
        Health = new AgentHealth(nameof(ProgressStreamingAgent), time);
        _notices = new Coalescer<bool>(
            (execution, batch) =>
            {
                Health.Count("notices", batch.Count);
                return grains.Known<IProgressFeedGrain>(execution).AppendedAsync();
            },
            (execution, error) =>
            {
                Health.Fail(error);
                LogNoticeLost(log, error, execution);
            });
    }

    public AgentHealth Health { get; }

    /// <summary>While the agent is down nobody is told: the feed looks by itself.</summary>
    public void Appended(string execution)
    {
        if (Health.WhyDown is null)
        {
            _notices.Add(execution, true);
        }
        else
        {
            Health.Count("left_to_polls");
        }
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Health.Beat();
            await Task.Delay(Health.Heartbeat, _time, cancellationToken);
        }
    }

    [LoggerMessage(EventId = 2300, Level = LogLevel.Warning, Message = "The feed of {Execution} was not told of new events; it finds them by its own poll")]
    private static partial void LogNoticeLost(ILogger logger, Exception error, string execution);
}
