namespace Apex.Configuration.Validation;

/// <summary>Rules over layers.</summary>
internal static class LayerRules
{
    public static void Orders(RuleContext context)
    {
        var seen = new Dictionary<int, string>();
        foreach (var layer in context.Layers.OrderBy(static layer => layer.Settings.ExecutionOrder is null))
        {
            if (!seen.TryAdd(layer.Order, layer.Id))
            {
                var why = layer.Settings.ExecutionOrder is null ? $" (its place in the file; give it an execution_order)" : "";
                context.Error($"layers.{layer.Id}.execution_order", "duplicate_order", $"order {layer.Order}{why} is already that of '{seen[layer.Order]}'; expected a unique one");
            }
        }
    }

    public static void References(RuleContext context)
    {
        var byId = context.Layers.ToDictionary(static layer => layer.Id);
        var ids = context.Layers.Select(static layer => layer.Id).ToList();
        var known = ids.ToHashSet();
        foreach (var layer in context.Layers)
        {
            var path = $"layers.{layer.Id}";
            context.CheckNames(layer.Settings.DependsOn, $"{path}.depends_on", "layer", known, layer.Id);
            context.CheckNames(layer.Settings.ConflictsWith, $"{path}.conflicts_with", "layer", known, layer.Id);
        }

        var circles = Cycles.Find(ids, id => byId[id].Settings.DependsOn.Where(other => other != id && byId.ContainsKey(other)));
        var onCircle = circles.SelectMany(static circle => circle).ToHashSet();
        foreach (var circle in circles)
        {
            context.Error($"layers.{circle[0]}.depends_on", "cycle", $"layers depend on each other in a circle: {string.Join(" → ", circle)} → {circle[0]}");
        }

        foreach (var layer in context.Layers.Where(layer => !onCircle.Contains(layer.Id)))
        {
            for (var index = 0; index < layer.Settings.DependsOn.Count; index++)
            {
                if (byId.TryGetValue(layer.Settings.DependsOn[index], out var other) && other.Id != layer.Id)
                {
                    Dependency(context, layer, other, $"layers.{layer.Id}.depends_on[{index}]");
                }
            }
        }
    }

    private static void Dependency(RuleContext context, OrderedLayer layer, OrderedLayer other, string path)
    {
        if (other.Order > layer.Order)
        {
            context.Error(path, "order", $"'{layer.Id}' (order {layer.Order}) depends on '{other.Id}' (order {other.Order}), which comes later");
        }

        if (other.Settings.Background && !layer.Settings.Background)
        {
            context.Error(path, "depends_on_background", $"'{layer.Id}' depends on '{other.Id}', which is a background layer and gates nothing");
        }
    }

    public static void Limits(RuleContext context)
    {
        var whole = context.Settings.Execution;
        foreach (var layer in context.Layers)
        {
            var (limits, path) = (layer.Settings.ResourceLimits, $"layers.{layer.Id}.resource_limits");
            if (limits.MaxMemoryMb > whole.MaxMemoryMb)
            {
                context.Error($"{path}.max_memory_mb", "above_execution", $"{limits.MaxMemoryMb} is above execution.max_memory_mb, which is {whole.MaxMemoryMb}");
            }

            // A default is no wish of the file; a number that was written down must agree.
            if (limits.MaxCpuPercent > whole.MaxCpuPercent && context.IsGiven($"{path}.max_cpu_percent"))
            {
                context.Error($"{path}.max_cpu_percent", "above_execution", $"{limits.MaxCpuPercent} is above execution.max_cpu_percent, which is {whole.MaxCpuPercent}");
            }

            if (limits.MaxParallelInstances > whole.MaxParallelCategories && context.IsGiven($"{path}.max_parallel_instances"))
            {
                context.Error($"{path}.max_parallel_instances", "above_execution",
                    $"{limits.MaxParallelInstances} is above execution.max_parallel_categories, which is {whole.MaxParallelCategories}");
            }
        }
    }

    public static void Budgets(RuleContext context)
    {
        foreach (var layer in context.Layers.Where(static layer => layer.Settings.Categories.Count == 0))
        {
            context.Warning($"layers.{layer.Id}", "empty_layer", $"layer '{layer.Id}' has no categories and never runs");
        }

        var sum = context.Layers.Where(static layer => !layer.Settings.Background).Sum(static layer => layer.Settings.MaxDurationMinutes);
        var total = context.Settings.Execution.GlobalTimeoutMinutes;
        if (sum > total)
        {
            context.Warning("execution.global_timeout_minutes", "budget_sum", $"the layers' budgets sum to {sum} minutes, more than execution.global_timeout_minutes, which is {total}");
        }
    }
}
