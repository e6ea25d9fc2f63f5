using Apex.Background;
using Apex.Categories;
using Apex.Executions;
using Apex.Planning;
using Apex.Progress;

namespace Apex.Persistence;

/// <summary>Immutable plans by hash. Saving the same plan twice is one plan.</summary>
public interface IPlanStore
{
    Task SaveAsync(string hash, ExecutionPlan plan);

    /// <exception cref="KeyNotFoundException">No plan is stored under this hash.</exception>
    ValueTask<ExecutionPlan> LoadAsync(string hash);
}

/// <summary>Index of executions that have not ended: written before an execution's first row, removed after its terminal row.</summary>
public interface ILiveExecutions
{
    /// <summary>Adds an execution. Adding it again is harmless.</summary>
    /// <returns>The execution that holds the working tree and prevents this one; null if it was added.</returns>
    Task<string?> TryAddAsync(LiveExecution execution);

    Task RemoveAsync(string execution);

    Task<IReadOnlyList<LiveExecution>> ListAsync();
}

/// <param name="Execution">Execution id.</param>
/// <param name="Project">Project name.</param>
/// <param name="WorkingTree">Absolute project folder.</param>
/// <param name="Shared">True if it may run beside others on the same tree.</param>
public sealed record LiveExecution(string Execution, string Project, string WorkingTree, bool Shared);

/// <summary>Committed events, numbered per execution from 1 without gaps by the commit that wrote the transition.</summary>
public interface IEventLog
{
    Task<IReadOnlyList<ProgressEvent>> ReadAsync(string execution, long after, int limit);
}

/// <summary>Committed rows of categories, read by key range: what is left of a layer, or pages for a reader.</summary>
public interface ICategoryRows
{
    /// <summary>Rows of one layer, or of all layers when <paramref name="layer"/> is null, ordered by key.</summary>
    /// <param name="execution">Execution id.</param>
    /// <param name="layer">Layer id or null.</param>
    /// <param name="after">Category grain key after which to go on; null for the first page.</param>
    /// <param name="limit">Rows at most.</param>
    Task<IReadOnlyList<CategoryState>> ReadAsync(string execution, string? layer, string? after, int limit);
}

/// <summary>Read model of executions, kept by the commits that write them. Nothing decides from it.</summary>
public interface IExecutionRows
{
    Task<IReadOnlyList<ExecutionListItem>> ListAsync(ExecutionListQuery query);

    /// <summary>Numbers and lists of all executions as they stood at one moment.</summary>
    /// <param name="live">Those that have not completed, at most so many, newest first.</param>
    /// <param name="completed">Completed ones, at most so many, newest first.</param>
    Task<ExecutionOverview> OverviewAsync(int live, int completed);
}

/// <summary>Committed rows of the executions in the background lane, found by an index that the same commits keep.</summary>
public interface IBackgroundRows
{
    /// <summary>Those that have not ended.</summary>
    Task<IReadOnlyList<ExecutionRecord>> LiveAsync();

    /// <summary>Those that have, newest first; of the query its category, time and limit.</summary>
    Task<IReadOnlyList<ExecutionRecord>> EndedAsync(BackgroundQuery query);

    /// <summary>One of the lane; null if there is none under this id.</summary>
    Task<ExecutionRecord?> FindAsync(string execution);
}

/// <summary>What is kept of executions that have ended.</summary>
public interface IRetentionRows
{
    /// <summary>Ids of those whose time is over, oldest first.</summary>
    Task<IReadOnlyList<string>> ExpiredAsync(ExpiredQuery query);

    /// <summary>Removes everything that storage has of an execution, in small writes; what a crash cuts short is found and removed again. Only its grain calls it.</summary>
    Task RemoveAsync(string execution);

    /// <summary>Every execution that there is, with the time of its verdict; null for one that has not completed.</summary>
    Task<IReadOnlyDictionary<string, DateTimeOffset?>> EndsAsync();
}

/// <param name="Now">The time.</param>
/// <param name="EndedBefore">Those whose verdict is older; not of background tasks, which have their own time.</param>
/// <param name="LaneEndedBefore">Background tasks whose verdict is older; null for none but those whose own time is over.</param>
/// <param name="KeyedEndedBefore">Of executions that an idempotency key names, only those whose verdict is older.</param>
/// <param name="Keep">So many are kept, newest first, background tasks not counted.</param>
/// <param name="Recent">What ended later is kept, however many there are.</param>
/// <param name="Limit">Ids at most.</param>
public sealed record ExpiredQuery(DateTimeOffset Now, DateTimeOffset EndedBefore, DateTimeOffset? LaneEndedBefore, DateTimeOffset KeyedEndedBefore, int Keep, DateTimeOffset Recent, int Limit);

/// <summary>Named locks of the region: one row each, with the attempt that holds it. Only the scheduler writes them.</summary>
public interface ILockRows
{
    /// <summary>Takes all names for an attempt in one statement, or none. Taking them again is harmless; the term only rises.</summary>
    /// <returns>An attempt that holds one of them; null if they are taken.</returns>
    Task<AttemptId?> TryTakeAsync(AttemptId owner, long epoch, IReadOnlyList<string> names, DateTimeOffset now);

    /// <summary>Frees everything that an attempt holds. Harmless if it holds nothing.</summary>
    Task ReleaseAsync(AttemptId owner);

    Task<IReadOnlyList<LockRow>> ListAsync();
}

/// <param name="Name">Name of the lock.</param>
/// <param name="Owner">Attempt that holds it.</param>
/// <param name="Epoch">Term under which it was taken.</param>
/// <param name="TakenAt">When.</param>
public sealed record LockRow(string Name, AttemptId Owner, long Epoch, DateTimeOffset TakenAt);

/// <summary>Tells the local ProgressStreamingAgent that an execution has new committed events. Never blocks, never throws.</summary>
public interface IEventSignal
{
    void Appended(string execution);
}

/// <summary>Named points at which a test kills the process (docs/reliability.md). Does nothing outside such tests.</summary>
public interface ICrashPoints
{
    void Hit(string point);
}
