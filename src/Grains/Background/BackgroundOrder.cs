using Apex.Executions;

namespace Apex.Background;

/// <summary>Who is next in the background lane. Pure.</summary>
public static class BackgroundOrder
{
    /// <summary>Tasks that wait, next first: by priority, which rises by one for each <paramref name="ageing"/> of waiting, then by age.</summary>
    public static List<ExecutionRecord> Waiting(IEnumerable<ExecutionRecord> lane, DateTimeOffset now, TimeSpan ageing) =>
    [
        .. lane.Where(BackgroundTransitions.IsWaiting)
            .OrderBy(record => Priority(record, now, ageing))
            .ThenBy(static record => record.CreatedAt)
            .ThenBy(static record => record.ExecutionId, StringComparer.Ordinal),
    ];

    /// <summary>Tasks that wait, next first, each with one before it whose end it must wait for: both need what runs once at a time. Its own time would run meanwhile.</summary>
    public static IEnumerable<(ExecutionRecord Task, ExecutionRecord? Behind)> Turns(IReadOnlyList<ExecutionRecord> lane, DateTimeOffset now, TimeSpan ageing)
    {
        var before = lane.Where(IsRunning).ToList();
        foreach (var task in Waiting(lane, now, ageing))
        {
            yield return (task, before.Find(other => Collide(task, other)));
            before.Add(task); // also if it is behind another: what comes after it must not take its place
        }
    }

    /// <summary>Tasks that have had their turn and have not ended.</summary>
    public static int Running(IEnumerable<ExecutionRecord> lane) => lane.Count(IsRunning);

    /// <summary>Tasks that wait although a newer commit of the same branch asks for the same, each with the newest that does.</summary>
    public static IEnumerable<(ExecutionRecord Older, ExecutionRecord Newer)> Superseded(IReadOnlyList<ExecutionRecord> lane) =>
        from older in lane
        where BackgroundTransitions.IsWaiting(older) && older is { Branch: not null, Commit: not null }
        let newer = lane.Where(other => Supersedes(other, older)).MaxBy(static other => other.CreatedAt)
        where newer is not null
        select (older, newer);

    private static bool Supersedes(ExecutionRecord newer, ExecutionRecord older) =>
        newer.Background is { Supersede: true } ticket && newer.Stopping == Verdict.None && newer.Commit is not null && newer.Commit != older.Commit
            && newer.CreatedAt > older.CreatedAt && ticket.Selection == older.Background!.Selection;

    private static bool IsRunning(ExecutionRecord record) => record is { Background.StartedAt: not null, State: not ExecutionState.Completed };

    private static bool Collide(ExecutionRecord one, ExecutionRecord other) =>
        one.Background!.Locks.Exists(other.Background!.Locks.Contains)
            || (one.ProjectFolder == other.ProjectFolder && one.Background.Exclusive.Exists(other.Background.Exclusive.Contains));

    private static long Priority(ExecutionRecord record, DateTimeOffset now, TimeSpan ageing) =>
        Math.Max(1, record.Background!.Priority - Math.Max(0, (now - record.CreatedAt).Ticks / ageing.Ticks));
}
