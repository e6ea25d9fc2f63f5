using System.Globalization;
using Apex.Agents;
using Apex.Background;
using Apex.Layers;
using Apex.Planning;

namespace Apex.Executions;

/// <summary>The state machine of an execution: queued → layers by phase → verdict decided → background layers → completed.</summary>
/// <remarks>What is to be done about a row follows from the row: layers that it says are running are to be started, and stopped when it is stopping.</remarks>
public static class ExecutionTransitions
{
    /// <summary>Folds in what layers came to and takes every decision that follows.</summary>
    /// <param name="record">The row.</param>
    /// <param name="plan">Its plan.</param>
    /// <param name="seen">Layers as they stand; may be some of them, may be old.</param>
    /// <param name="now">The time.</param>
    /// <param name="judge">Who has the last word on the gate; null for the rules alone.</param>
    /// <returns>The row to write; null if nothing changes.</returns>
    public static ExecutionRecord? Step(ExecutionRecord record, ExecutionPlan plan, IReadOnlyList<LayerSnapshot> seen, DateTimeOffset now, IGateJudge? judge = null)
    {
        if (record.State == ExecutionState.Completed || BackgroundTransitions.IsWaiting(record))
        {
            return null;
        }

        if (record.State == ExecutionState.Completing)
        {
            return ExecutionEvents.Complete(record, now);
        }

        var draft = new ExecutionDraft(record, plan, judge ?? WorstVerdict.Instance, now);
        foreach (var layer in seen)
        {
            draft.See(layer);
        }

        if (now >= record.Deadline)
        {
            draft.Stop(Verdict.TimedOut, $"the execution's time of {Minutes(plan.TimeoutMs)} min is used up", failedFast: false);
        }

        draft.Advance();
        return draft.Changed ? draft.ToRecord() : null;
    }

    private static string Minutes(long milliseconds) => (milliseconds / 60_000.0).ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>Ends it on request. Null if it is over or being cancelled already.</summary>
    public static ExecutionRecord? Cancel(ExecutionRecord record, ExecutionPlan plan, string reason, DateTimeOffset now)
    {
        if (record.State is ExecutionState.Completed or ExecutionState.Completing || record.Stopping == Verdict.Cancelled)
        {
            return null;
        }

        var draft = new ExecutionDraft(record, plan, WorstVerdict.Instance, now); // what somebody cancelled is not judged
        draft.Cancel(reason);
        draft.Advance();
        return draft.ToRecord();
    }

    /// <summary>It takes longer than was to be expected. Null if that is said already, or its gate is decided.</summary>
    public static ExecutionRecord? Overtime(ExecutionRecord record, long estimateMs, DateTimeOffset now) =>
        record is { OvertimeSince: null, Verdict: Verdict.None } ? record with { OvertimeSince = now, Outbox = [ExecutionEvents.Overtime(estimateMs, now)] } : null;

    /// <summary>An agent began to work or ceased to. Null if the execution is over.</summary>
    public static ExecutionRecord? AgentChanged(ExecutionRecord record, AgentSnapshot agent, DateTimeOffset now) =>
        record.State is ExecutionState.Completed or ExecutionState.Completing ? null : record with { Outbox = [ExecutionEvents.AgentChanged(agent, now)] };

    /// <summary>Layers that run by the row, and whether each is to stop.</summary>
    public static IEnumerable<(LayerOutcome Layer, bool Stop)> Running(ExecutionRecord record, ExecutionPlan plan) =>
        record.Layers.Where(layer => layer.State == StepState.Running).Select(layer => (layer, MustStop(record, plan, layer.Layer)));

    /// <summary>A layer gates unless it is in the background; where there are only background layers, they gate.</summary>
    public static bool Gates(ExecutionPlan plan, LayerPlan layer) => !layer.Background || plan.Layers.TrueForAll(other => other.Background);

    /// <summary>The time limit of the execution is the gate's: background layers have their own budget.</summary>
    public static DateTimeOffset DeadlineOf(ExecutionRecord record, ExecutionPlan plan, LayerPlan layer) =>
        Gates(plan, layer) ? record.Deadline : DateTimeOffset.MaxValue;

    /// <summary>When to look again without being told.</summary>
    public static DateTimeOffset? NextDue(ExecutionRecord record, DateTimeOffset now) => record switch
    {
        { Stopping: not Verdict.None } or { Verdict: not Verdict.None } => null,
        { NextPhaseAt: { } at } when at > now && at < record.Deadline => at,
        _ => record.Deadline,
    };

    private static bool MustStop(ExecutionRecord record, ExecutionPlan plan, string layer) =>
        record.Stopping == Verdict.Cancelled || record.FailedFast
            || (record.Stopping == Verdict.TimedOut && Gates(plan, plan.Layers.Find(candidate => candidate.Name == layer)!));
}
