using Apex.Categories;
using Apex.Planning;
using Apex.Runner;

namespace Apex.Agents;

/// <summary>Makes the runner's order from a plan. Pure.</summary>
/// <remarks>
/// Named locks are groups of one: the runner takes them together with slot, memory and CPU, or not at all, and keeps them until the command
/// and all that came of it is gone, whatever becomes of the silo. They hold for the whole region because a region has one host.
/// </remarks>
public static class AttemptSpecFactory
{
    /// <summary>What a background layer adds to its priority: every foreground one is first.</summary>
    private const int BackgroundLane = 10;

    public static AttemptSpec Create(ExecutionPlan plan, LayerPlan layer, CategoryPlan category, AttemptId id, long epoch, DateTimeOffset? deadline, DateTimeOffset now) => new()
    {
        Id = id,
        Epoch = epoch,
        Command = category.Command,
        WorkingDirectory = category.WorkingDirectory,
        Environment = Environment(plan, layer, category, id),
        SecretNames = category.SecretNames,
        TimeoutMs = category.TimeoutMs,
        BudgetMs = deadline is { } end ? Math.Max(0, (long)(end - now).TotalMilliseconds) : plan.TimeoutMs,
        NoOutputTimeoutMs = category.NoOutputTimeoutMs,
        LogLimitBytes = category.LogLimitBytes,
        WantsResultsFolder = category.Results is not null,
        Groups =
        [
            new AdmissionGroup(id.Execution, plan.MaxParallelCategories),
            new AdmissionGroup(ApexKeys.Layer(id.Execution, id.Layer), layer.Mode == LayerMode.Sequential ? 1 : layer.MaxParallelInstances),
            new AdmissionGroup($"instances:{plan.ProjectFolder}:{category.Name}", category.MaxParallelInstances),
            .. category.Locks.Select(static name => new AdmissionGroup($"lock:{name}", 1)),
        ],
        MemoryMb = category.MemoryMb,
        CpuPercent = category.CpuPercent,
        Priority = layer.Background ? layer.Priority + BackgroundLane : layer.Priority,
        Dedicated = category.Dedicated,
        IssuedAt = now,
    };

    private static Dictionary<string, string> Environment(ExecutionPlan plan, LayerPlan layer, CategoryPlan category, AttemptId id)
    {
        var environment = new Dictionary<string, string>(category.Environment, StringComparer.Ordinal)
        {
            ["APEX_EXECUTION_ID"] = id.Execution,
            ["APEX_LAYER"] = id.Layer,
            ["APEX_CATEGORY"] = id.Category,
            ["APEX_ATTEMPT"] = id.Number.ToString(),
        };
        if (plan.ModeConfig is { } mode)
        {
            environment["APEX_MODE_CONFIG"] = mode;
        }

        if (layer.CustomConfig is { } config)
        {
            environment["APEX_LAYER_CONFIG"] = config;
        }

        if (category.CustomSettings is { } settings)
        {
            environment["APEX_CATEGORY_SETTINGS"] = settings;
        }

        return environment;
    }
}
