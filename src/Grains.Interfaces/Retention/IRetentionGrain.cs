namespace Apex.Retention;

/// <summary>Removes what has been kept long enough. Keeps nothing of its own: each call decides from the rows. Key: region.</summary>
[Alias("apex.IRetentionGrain")]
public interface IRetentionGrain : IGrainWithStringKey
{
    /// <summary>Removes some of the executions whose time is over, oldest first, with their logs. Only what has ended is removed. To be repeated until nothing is left.</summary>
    [Alias("PruneExecutions"), ResponseTimeout("00:05:00")]
    Task<PruneExecutionsReply> PruneExecutionsAsync(PruneRequest request);

    /// <summary>Removes the logs and results that are over their time, or over the room for them, on every host that answers.</summary>
    [Alias("PruneLogs"), ResponseTimeout("00:05:00")]
    Task<PruneLogsReply> PruneLogsAsync(PruneRequest request);
}
