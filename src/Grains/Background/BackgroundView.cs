using Apex.Executions;

namespace Apex.Background;

/// <summary>Shows executions of the lane as tasks. Pure.</summary>
public static class BackgroundView
{
    /// <param name="record">The row.</param>
    /// <param name="position">Its place among those that wait, from 1; null if it does not.</param>
    /// <param name="room">Why those that wait do so.</param>
    /// <param name="behind">A task before it that needs what it needs; null for none.</param>
    public static BackgroundTask Task(ExecutionRecord record, int? position, BackgroundRoom room, ExecutionRecord? behind = null)
    {
        var ticket = record.Background ?? throw new ArgumentException($"execution {record.ExecutionId} is not in the background lane", nameof(record));
        var (reason, message) = Why(position, room, behind);
        return new BackgroundTask
        {
            Id = record.ExecutionId,
            Project = record.Project,
            Environment = record.Environment,
            Branch = record.Branch,
            Commit = record.Commit,
            Labels = record.Labels,
            Layers = ticket.Layers,
            Categories = ticket.Categories,
            Priority = ticket.Priority,
            Position = position,
            State = StateOf(record),
            Verdict = record.Verdict,
            Waiting = reason,
            Message = position is null ? record.Reason : message,
            QueuedAt = record.CreatedAt,
            StartedAt = ticket.StartedAt,
            FinishedAt = record.FinishedAt,
            TimeoutMs = ticket.TimeoutMs,
            Counts = record.Counts,
        };
    }

    private static (string? Reason, string? Message) Why(int? position, BackgroundRoom room, ExecutionRecord? behind) => (position, room, behind) switch
    {
        (null, _, _) => (null, null),
        (_, { Reason: { } reason }, _) => (reason, room.Message),
        (_, _, { } other) => ("conflict", $"task {other.ExecutionId} goes first: both need a category or a lock that is for one at a time"),
        (1, _, _) => (null, null),
        _ => ("priority", "tasks before it go first"),
    };

    public static BackgroundState StateOf(ExecutionRecord record) => record switch
    {
        { State: ExecutionState.Completed } => BackgroundState.Completed,
        { Stopping: Verdict.Cancelled, FailedFast: false } => BackgroundState.Cancelling,
        { Background.StartedAt: null } => BackgroundState.Queued,
        { State: < ExecutionState.ExecutingLayers } => BackgroundState.Starting,
        _ => BackgroundState.Running,
    };
}
