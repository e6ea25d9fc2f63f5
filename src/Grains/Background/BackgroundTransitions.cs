using System.Security.Cryptography;
using System.Text;
using Apex.Executions;
using Apex.Planning;

namespace Apex.Background;

/// <summary>What the background lane adds to the state machine of an execution: it waits for its turn, then runs as any other.</summary>
public static class BackgroundTransitions
{
    /// <summary>Names that a row keeps of each kind: it stays small however much a layer has.</summary>
    private const int NamesKept = 100;

    /// <returns>The ticket of a plan for the lane; null for any other.</returns>
    public static BackgroundTicket? Ticket(ExecutionPlan plan, string? branch) => plan.Background is not { } lane ? null : new BackgroundTicket
    {
        Priority = lane.Priority,
        Supersede = lane.Supersede,
        Selection = SelectionOf(plan, lane, branch),
        Layers = [.. plan.Layers.Select(static layer => layer.Name).Take(NamesKept)],
        Categories = [.. plan.Layers.SelectMany(static layer => layer.Categories).Select(static category => category.Name).Take(NamesKept)],
        TimeoutMs = plan.TimeoutMs,
        RetentionDays = lane.RetentionDays,
        Exclusive = [.. plan.Layers.SelectMany(static layer => layer.Categories).Where(static category => category.MaxParallelInstances == 1).Select(static category => category.Name).Take(NamesKept)],
        Locks = [.. plan.Layers.SelectMany(static layer => layer.Categories).SelectMany(static category => category.Locks).Distinct().Take(NamesKept)],
    };

    /// <summary>True until it has its turn or is ended without one.</summary>
    public static bool IsWaiting(ExecutionRecord record) => record is { Background.StartedAt: null, Stopping: Verdict.None, State: ExecutionState.Queued };

    /// <summary>Its turn: from here on its time runs. Null if it does not wait.</summary>
    public static ExecutionRecord? Pull(ExecutionRecord record, DateTimeOffset now)
    {
        if (!IsWaiting(record) || record.Background is not { } ticket)
        {
            return null;
        }

        var next = record with
        {
            State = ExecutionState.Initializing,
            Deadline = now.AddMilliseconds(ticket.TimeoutMs),
            Background = ticket with { StartedAt = now },
        };
        return next with { Outbox = [BackgroundEvents.Started(next, now)] };
    }

    private static string SelectionOf(ExecutionPlan plan, BackgroundPlan lane, string? branch)
    {
        var named = string.Join('\n', [plan.Project, branch ?? "", plan.Environment, "layers", .. lane.Layers.Order(StringComparer.Ordinal), "categories", .. lane.Categories.Order(StringComparer.Ordinal)]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(named)));
    }
}
