using Apex.Agents;
using Apex.Background;
using Apex.Persistence;
using Apex.Planning;
using Apex.Progress;

namespace Apex.Executions;

/// <summary>The events of an execution's transitions.</summary>
internal static class ExecutionEvents
{
    public static OutboxEvent Queued(ExecutionRecord record, ExecutionPlan plan) => New(EventTypes.OrchestrationQueued, record.CreatedAt, new
    {
        record.Project,
        record.Mode,
        record.Environment,
        record.Branch,
        record.Commit,
        record.PlanHash,
        record.ThreadId,
        Layers = plan.Layers.Count,
        Categories = plan.Layers.Sum(layer => layer.Categories.Count),
    });

    public static OutboxEvent Started(ExecutionRecord record, ExecutionPlan plan, DateTimeOffset now) => New(EventTypes.OrchestrationStarted, now, new
    {
        record.Deadline,
        Layers = plan.Layers.Take(100).Select(layer => new { layer.Name, layer.Background, layer.Phase, Categories = layer.Categories.Count }),
    });

    public static OutboxEvent Warning(Warning warning, DateTimeOffset now) => New(EventTypes.Warning, now, warning);

    public static OutboxEvent LayerQueued(LayerPlan layer, DateTimeOffset now) => New(EventTypes.LayerQueued, now, new { layer.Phase }) with { Layer = layer.Name };

    public static OutboxEvent LayerSkipped(LayerPlan layer, string reason, DateTimeOffset now) =>
        New(EventTypes.LayerSkipped, now, new { Reason = reason, Categories = layer.Categories.Count }) with { Layer = layer.Name };

    public static OutboxEvent Stopping(ExecutionRecord record, DateTimeOffset now) =>
        New(EventTypes.Warning, now, new { Code = "execution_stopping", Message = record.Reason, Verdict = record.Stopping });

    public static OutboxEvent Cancelled(ExecutionRecord record, DateTimeOffset now) => New(EventTypes.OrchestrationCancelled, now, new { record.Reason });

    public static OutboxEvent VerdictDecided(ExecutionRecord record, DateTimeOffset now) =>
        New(EventTypes.VerdictDecided, now, new { record.Verdict, DurationMs = DurationMs(record), record.Counts, record.Reason });

    public static OutboxEvent Overtime(long estimateMs, DateTimeOffset now) =>
        New(EventTypes.AlertRaised, now, new { Code = "execution_overtime", Severity = AlertSeverity.Medium, EstimateMs = estimateMs, Message = "it takes longer than was to be expected" });

    public static OutboxEvent OvertimeOver(DateTimeOffset now) => New(EventTypes.AlertResolved, now, new { Code = "execution_overtime" });

    public static OutboxEvent Failed(ExecutionRecord record, DateTimeOffset now) =>
        New(EventTypes.AlertRaised, now, new { Code = "execution_failed", Severity = AlertSeverity.High, record.Verdict, record.Reason });

    public static OutboxEvent AgentChanged(AgentSnapshot agent, DateTimeOffset now)
    {
        var message = $"{agent.Name} {(StartRules.Works(agent.Status) ? "works again" : $"does not work: {MissingDuties.Of(agent.Name)}")}";
        return New(EventTypes.AgentHealthChanged, now, new { agent.Silo, agent.Status, agent.LastError, agent.ErrorCount, message }) with { Agent = agent.Name };
    }

    public static ExecutionRecord Complete(ExecutionRecord record, DateTimeOffset now) => record with
    {
        State = ExecutionState.Completed,
        Outbox =
        [
            .. record.Background is null ? [] : new[] { BackgroundEvents.Completed(record, now) },
            New(EventTypes.OrchestrationCompleted, now, new { record.Verdict, DurationMs = DurationMs(record), record.Counts, record.Reason }),
        ],
    };

    private static long DurationMs(ExecutionRecord record) => (long)(record.FinishedAt!.Value - (record.StartedAt ?? record.CreatedAt)).TotalMilliseconds;

    private static OutboxEvent New<T>(string type, DateTimeOffset now, T data) => new() { Type = type, Timestamp = now, Data = EventData.Of(data) };
}
