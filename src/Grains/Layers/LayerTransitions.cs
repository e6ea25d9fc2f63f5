using Apex.Persistence;
using Apex.Planning;
using Apex.Progress;

namespace Apex.Layers;

/// <summary>The state machine of a layer's row: begun → (stopping) → skips announced → completed.</summary>
public static class LayerTransitions
{
    /// <summary>Skip events that one row carries at most: the row stays small however many categories are skipped.</summary>
    public const int SkipsPerWrite = 100;

    public static LayerState Begin(string execution, LayerPlan plan, StartLayerRequest request, DateTimeOffset now)
    {
        var budget = now.AddMilliseconds(plan.BudgetMs);
        var state = new LayerState
        {
            ExecutionId = execution,
            Layer = plan.Name,
            PlanHash = request.PlanHash,
            Branch = request.Branch,
            State = StepState.Running,
            StartedAt = now,
            Deadline = budget < request.GlobalDeadline ? budget : request.GlobalDeadline,
        };
        return state with
        {
            Outbox = [New(state, EventTypes.LayerStarted, now, new { plan.Title, plan.Background, plan.Mode, Categories = plan.Categories.Count, plan.BudgetMs })],
        };
    }

    public static LayerState? Stop(LayerState state, Verdict verdict, string reason, bool failedFast, DateTimeOffset now)
    {
        if (state.State.IsTerminal() || state.Stopping != Verdict.None)
        {
            return null;
        }

        return state with
        {
            Stopping = verdict,
            Reason = reason,
            FailedFast = failedFast,
            Outbox = verdict == Verdict.Cancelled
                ? [New(state, EventTypes.LayerCancelled, now, new { Reason = reason })]
                : [New(state, EventTypes.Warning, now, new { Code = "layer_stopping", Message = reason, Verdict = verdict })],
        };
    }

    /// <summary>Announces some of the skips; null when all are announced. The last batch rides with <see cref="Complete"/>.</summary>
    public static LayerState? AnnounceSkips(LayerState state, LayerProgress progress, DateTimeOffset now)
    {
        var (skips, next) = progress.SkipsFrom(state.SkipsAnnounced, SkipsPerWrite);
        return skips.Count < SkipsPerWrite ? null : state with { SkipsAnnounced = next, Outbox = [.. skips.Select(skip => Skipped(state, skip, now))] };
    }

    public static LayerState Complete(LayerState state, LayerPlan plan, LayerProgress progress, DateTimeOffset now)
    {
        var (skips, next) = progress.SkipsFrom(state.SkipsAnnounced, SkipsPerWrite);
        var completed = state with
        {
            State = StepState.Completed,
            Verdict = state.Stopping != Verdict.None ? state.Stopping : LayerVerdicts.Decide(plan.Criteria, progress.Totals),
            FinishedAt = now,
            Tally = progress.Totals.ToTally(),
            Counts = progress.Totals.Tests,
            SkipsAnnounced = next,
        };
        var end = New(completed, EventTypes.LayerCompleted, now, new
        {
            completed.Verdict,
            DurationMs = (long)(now - completed.StartedAt!.Value).TotalMilliseconds,
            completed.Tally,
            completed.Counts,
            completed.Reason,
        });
        return completed with { Outbox = [.. skips.Select(skip => Skipped(state, skip, now)), end] };
    }

    public static LayerSnapshot ToSnapshot(LayerState state, LayerPlan? plan, LayerTotals? totals) => new()
    {
        Name = state.Layer,
        Background = plan?.Background ?? false,
        State = state.State,
        Verdict = state.Verdict,
        StartedAt = state.StartedAt,
        FinishedAt = state.FinishedAt,
        Counts = state.State.IsTerminal() ? state.Counts : totals?.Tests,
        Tally = state.State.IsTerminal() ? state.Tally : totals?.ToTally() ?? new CategoryTally { Total = plan?.Categories.Count ?? 0, Open = plan?.Categories.Count ?? 0 },
        Reason = state.Reason,
        Stopping = state.Stopping,
    };

    private static OutboxEvent Skipped(LayerState state, (string Category, string? Reason) skip, DateTimeOffset now) =>
        New(state, EventTypes.CategorySkipped, now, new { skip.Reason }) with { Category = skip.Category };

    private static OutboxEvent New<T>(LayerState state, string type, DateTimeOffset now, T data) => new()
    {
        Type = type,
        Timestamp = now,
        Layer = state.Layer,
        Data = EventData.Of(data),
    };
}
