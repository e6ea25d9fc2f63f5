using Apex.Categories;
using Apex.Planning;
using Apex.Resources;

namespace Apex.Executions;

/// <summary>Says what of an execution waits and why, from facts alone. The first reason that holds is the one that is told.</summary>
public sealed class WaitExplainer(WaitFacts facts)
{
    private readonly Dictionary<string, (LayerPlan Layer, CategoryPlan Plan)> _byName = facts.Plan.Layers
        .SelectMany(layer => layer.Categories.Select(category => (layer, category)))
        .DistinctBy(pair => pair.category.Name)
        .ToDictionary(pair => pair.category.Name, pair => (pair.layer, pair.category));

    private readonly Dictionary<string, LayerOutcome> _outcomes = facts.Record.Layers.ToDictionary(layer => layer.Layer);

    /// <summary>Categories whose command runs.</summary>
    public int Running => facts.Rows.Values.Count(row => row.Open?.StartedAt is not null);

    /// <summary>The execution itself, then each layer and its categories in the plan's order.</summary>
    public IEnumerable<Wait> All()
    {
        var whole = OfExecution();
        if (whole is not null)
        {
            yield return whole;
        }

        foreach (var layer in facts.Plan.Layers)
        {
            var pending = whole is null ? OfLayer(layer) : whole with { Layer = layer.Name };
            if (pending is not null)
            {
                yield return pending;
            }

            foreach (var category in layer.Categories)
            {
                if (OfCategory(layer, category, pending) is { } wait)
                {
                    yield return wait;
                }
            }
        }
    }

    /// <summary>An execution that was accepted and has not begun.</summary>
    private Wait? OfExecution() => facts switch
    {
        { Record.State: ExecutionState.Queued, NoStart: { } reason } when reason.Contains("drains", StringComparison.Ordinal) => New(WaitReasons.Drain, reason),
        { Record.State: ExecutionState.Queued, NoStart: { } reason } => New(WaitReasons.AgentDown, reason),
        { Record.State: ExecutionState.Queued, Task: { Waiting: { } reason } task } => New(reason, task.Message ?? "its turn has not come"),
        _ => null,
    };

    private Wait? OfLayer(LayerPlan layer)
    {
        var record = facts.Record;
        if (_outcomes[layer.Name].State != StepState.Pending || record.Stopping != Verdict.None || record.State >= ExecutionState.Completing)
        {
            return null;
        }

        if (layer.DependsOn.Find(name => _outcomes.TryGetValue(name, out var other) && other.Verdict != Verdict.Passed) is { } dependency)
        {
            return New(WaitReasons.Dependency, $"layer '{dependency}', which it depends on, has not passed yet", layer.Name);
        }

        if (layer.ConflictsWith.Find(IsOpen) is { } conflicting)
        {
            return New(WaitReasons.Conflict, $"layer '{conflicting}', with which it conflicts, {(_outcomes[conflicting].State == StepState.Running ? "runs" : "goes first")}", layer.Name);
        }

        var earlier = facts.Plan.Layers.Find(other => !layer.Background && !other.Background && other.Phase < layer.Phase && IsOpen(other.Name));
        return earlier is not null ? New(WaitReasons.Gate, $"phase {earlier.Phase} is not over: layer '{earlier.Name}' {(_outcomes[earlier.Name].State == StepState.Running ? "runs" : "waits")}", layer.Name)
            : !layer.Background && record.NextPhaseAt is { } at && at > facts.Now
                ? New(WaitReasons.StartDelay, $"the pause between phases ends in {Seconds(at)} (execution.inter_layer_delay_seconds)", layer.Name) with { Until = at }
            : New(WaitReasons.Gate, "it begins now", layer.Name);
    }

    private Wait? OfCategory(LayerPlan layer, CategoryPlan category, Wait? pending)
    {
        if (pending is not null)
        {
            return pending with { Category = category.Name };
        }

        var key = ApexKeys.Category(facts.Record.ExecutionId, layer.Name, category.Name);
        var row = facts.Rows.GetValueOrDefault(key);
        if (row is { IsTerminal: true })
        {
            return row.Reason?.StartsWith("quarantined", StringComparison.Ordinal) is true ? New(WaitReasons.Quarantined, row.Reason, layer.Name, category.Name) : null;
        }

        if (_outcomes[layer.Name].State != StepState.Running || row?.Open?.StartedAt is not null || facts.Record.Stopping != Verdict.None)
        {
            return null;
        }

        return OfOpen(layer, category, row) ?? OfRetry(layer, category, row) ?? OfService(layer, category) ?? OfUnplaced(layer, category, key) ?? OfBlocked(layer, category);
    }

    /// <summary>Placed with a host: that says what it waits for there.</summary>
    private Wait? OfOpen(LayerPlan layer, CategoryPlan category, CategoryState? row)
    {
        if (row?.Open is not { } open)
        {
            return null;
        }

        return facts.OnHosts.TryGetValue(row.Id(open.Number).ToString(), out var wait)
            ? New(wait.Reason, $"on host {open.Host}: {wait.Detail}", layer.Name, category.Name)
            : New(WaitReasons.Capacity, $"host {open.Host} has it and is about to start it, or cannot be asked now", layer.Name, category.Name);
    }

    private Wait? OfRetry(LayerPlan layer, CategoryPlan category, CategoryState? row) => row is { RetryAt: { } at } && at > facts.Now
        ? New(WaitReasons.RetryBackoff, $"its next attempt may be placed in {Seconds(at)}{(row.LastReport is { } last ? $", after {WireNames.Of(last.Class)}: {last.Reason ?? $"exit code {last.ExitCode}"}" : "")}", layer.Name, category.Name) with { Until = at }
        : null;

    private Wait? OfService(LayerPlan layer, CategoryPlan category)
    {
        var missing = category.Services.Find(name => Service(name)?.Phase != Services.ServicePhase.Healthy);
        return missing is null ? null
            : New(WaitReasons.Service, $"service '{missing}' is not up yet{(Service(missing)?.Reason is { } reason ? $": {reason}" : "")}", layer.Name, category.Name);
    }

    private Services.ServiceFact? Service(string name) => facts.Record.Services.Find(service => service.Name == name);

    private Wait? OfUnplaced(LayerPlan layer, CategoryPlan category, string key) =>
        facts.Unplaced.TryGetValue(key, out var wait) ? New(wait.Reason, wait.Detail ?? "", layer.Name, category.Name) : null;

    /// <summary>Its layer has not asked for it yet.</summary>
    private Wait OfBlocked(LayerPlan layer, CategoryPlan category)
    {
        if (category.DependsOn.Find(name => RowOf(name) is not { Verdict: Verdict.Passed }) is { } dependency)
        {
            return New(WaitReasons.Dependency, $"category '{dependency}', which it depends on, has not passed yet", layer.Name, category.Name);
        }

        var earlier = layer.Mode switch
        {
            LayerMode.Sequential => layer.Categories.TakeWhile(other => other != category).FirstOrDefault(other => !HasEnded(other.Name)),
            LayerMode.Hybrid => layer.Categories.Find(other => other.PriorityOrder < category.PriorityOrder && !HasEnded(other.Name)),
            _ => null,
        };
        return earlier is not null
            ? New(WaitReasons.Gate, $"category '{earlier.Name}' of its {(layer.Mode == LayerMode.Sequential ? "sequential" : "hybrid")} layer goes first", layer.Name, category.Name)
            : New(WaitReasons.Priority, "others of its layer come first", layer.Name, category.Name);
    }

    private bool IsOpen(string layer) => _outcomes.TryGetValue(layer, out var outcome) && !outcome.State.IsTerminal();

    private bool HasEnded(string category) => RowOf(category) is { IsTerminal: true };

    private CategoryState? RowOf(string category) => _byName.TryGetValue(category, out var found)
        ? facts.Rows.GetValueOrDefault(ApexKeys.Category(facts.Record.ExecutionId, found.Layer.Name, category))
        : null;

    private string Seconds(DateTimeOffset at) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{(at - facts.Now).TotalSeconds:0.0} s");

    private static Wait New(string reason, string detail, string? layer = null, string? category = null) => new() { Layer = layer, Category = category, Reason = reason, Detail = detail };
}
