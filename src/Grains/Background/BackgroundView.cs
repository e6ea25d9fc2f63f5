using Apex.Executions;

namespace Apex.Background;

/// <summary>Shows executions of the lane as tasks. Pure.</summary>
public static class BackgroundView
{
    /// <param name="record">The row.</param>
    /// <param name="position">Its place among those that wait, from 1; null if it does not.</param>
    /// <param name="room">Why those that wait do so.</param>
    public static BackgroundTask Task(ExecutionRecord record, int? position, BackgroundRoom room)
    {
        var ticket = record.Background ?? throw new ArgumentException($"execution {record.ExecutionId} is not in the background lane", nameof(record));
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
            Waiting = position is null ? null : position == 1 ? room.Reason : room.Reason ?? "priority",
            Message = position is null ? record.Reason : room.Message ?? (position == 1 ? null : "tasks before it go first"),
            QueuedAt = record.CreatedAt,
            StartedAt = ticket.StartedAt,
            FinishedAt = record.FinishedAt,
            TimeoutMs = ticket.TimeoutMs,
            Counts = record.Counts,
        };
    }

    public static BackgroundState StateOf(ExecutionRecord record) => record switch
    {
        { State: ExecutionState.Completed } => BackgroundState.Completed,
        { Stopping: Verdict.Cancelled, FailedFast: false } => BackgroundState.Cancelling,
        { Background.StartedAt: null } => BackgroundState.Queued,
        { State: < ExecutionState.ExecutingLayers } => BackgroundState.Starting,
        _ => BackgroundState.Running,
    };
}
