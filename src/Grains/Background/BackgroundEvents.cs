using Apex.Categories;
using Apex.Executions;
using Apex.Persistence;
using Apex.Progress;

namespace Apex.Background;

/// <summary>The events of the background lane. Each rides in the commit of the transition that it tells of.</summary>
internal static class BackgroundEvents
{
    public static OutboxEvent Queued(ExecutionRecord record, BackgroundTicket ticket) =>
        New(EventTypes.BackgroundQueued, record.CreatedAt, new { ticket.Priority, ticket.Layers, ticket.Categories, ticket.TimeoutMs });

    public static OutboxEvent Started(ExecutionRecord record, DateTimeOffset now) =>
        New(EventTypes.BackgroundStarted, now, new { record.Background!.Priority, WaitedMs = (long)(now - record.CreatedAt).TotalMilliseconds, record.Deadline });

    public static OutboxEvent Cancelled(ExecutionRecord record, DateTimeOffset now) =>
        New(EventTypes.BackgroundCancelled, now, new { record.Reason, Started = record.Background!.StartedAt is not null });

    public static OutboxEvent Completed(ExecutionRecord record, DateTimeOffset now) =>
        New(EventTypes.BackgroundCompleted, now, new { record.Verdict, record.Counts, record.Reason });

    /// <summary>A category of the lane is tried again.</summary>
    public static OutboxEvent Retrying(CategoryState state, AttemptReport report, TimeSpan delay, DateTimeOffset now) =>
        New(EventTypes.BackgroundRetrying, now, new { report.Class, RetryAfterMs = (long)delay.TotalMilliseconds, report.Reason }) with
        {
            Layer = state.Layer,
            Category = state.Category,
            Attempt = report.Id.Number,
        };

    private static OutboxEvent New<T>(string type, DateTimeOffset at, T data) => new() { Type = type, Timestamp = at, Data = EventData.Of(data) };
}
