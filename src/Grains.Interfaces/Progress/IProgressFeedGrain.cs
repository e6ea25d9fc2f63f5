namespace Apex.Progress;

/// <summary>The numbered event sequence of one execution. Key: execution id.</summary>
[Alias("apex.IProgressFeedGrain")]
public interface IProgressFeedGrain : IGrainWithStringKey
{
    /// <summary>Events after a number, in order, at most <paramref name="limit"/> (1–1 000).</summary>
    [Alias("Read")]
    Task<List<ProgressEvent>> ReadAsync(long after, int limit);

    /// <summary>Events after a number, then each new one as it is committed; ends after <c>orchestration_completed</c>.</summary>
    /// <remarks>On any error a watcher calls again with the last number that it has seen: nothing is missed, nothing comes twice.</remarks>
    [Alias("Watch")]
    IAsyncEnumerable<ProgressEvent> WatchAsync(long after, CancellationToken cancellationToken = default);

    /// <summary>Tells that new events may have been committed: a hint.</summary>
    [Alias("Appended")]
    Task AppendedAsync();

    /// <summary>Forgets what it has read: the execution was removed, and one of the same id may come.</summary>
    [Alias("Forget")]
    Task ForgetAsync();
}
