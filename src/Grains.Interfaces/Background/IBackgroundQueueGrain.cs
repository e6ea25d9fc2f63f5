using Orleans.Concurrency;

namespace Apex.Background;

/// <summary>The background lane: an order over its executions, and a cap on how many run. A view: the executions' rows are the truth. Key: region.</summary>
[Alias("apex.IBackgroundQueueGrain")]
public interface IBackgroundQueueGrain : IGrainWithStringKey
{
    /// <summary>Tasks: those that run, those that wait in their order, those that ended, newest first.</summary>
    [Alias("List"), AlwaysInterleave]
    Task<BackgroundSnapshot> ListAsync(BackgroundQuery query);

    /// <summary>One task; null if no execution of the lane has this id.</summary>
    [Alias("Get"), AlwaysInterleave]
    Task<BackgroundTask?> GetAsync(string execution);

    /// <summary>Cancels what newer commits supersede, then gives as many tasks their turn as there is room for. Idempotent, called by the agents.</summary>
    /// <returns>How many have had their turn now.</returns>
    [Alias("Pull")]
    Task<int> PullAsync();

    /// <summary>Tells that an execution of the lane was queued or has ended: a hint, so that nobody waits for the agents' next look.</summary>
    [Alias("Changed"), AlwaysInterleave]
    Task ChangedAsync();
}
