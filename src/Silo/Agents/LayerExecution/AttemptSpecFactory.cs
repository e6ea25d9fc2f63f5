using Apex.Categories;
using Apex.Planning;
using Apex.Runner;

namespace Apex.Agents;

/// <summary>Makes the runner's order from a plan. Pure.</summary>
/// <remarks>
/// Named locks hold for the whole region by their rows, which are written before the runner hears of the attempt. They are groups of one too: so this
/// host keeps them until the command and all that came of it is gone, whatever becomes of silo and storage.
/// </remarks>
public static class AttemptSpecFactory
{
    public static AttemptSpec Create(ExecutionPlan plan, LayerPlan layer, CategoryPlan category, AttemptId id, long epoch, DateTimeOffset? deadline, string? branch, DateTimeOffset now) => new()
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
        FolderIsFreeAfterwards = category.Results is null && category.Artifacts.Count == 0,
        Limits = Limits(category),
        Groups =
        [
            new AdmissionGroup(id.Execution, plan.MaxParallelCategories, plan.MaxMemoryMb, plan.MaxCpuPercent),
            new AdmissionGroup(ApexKeys.Layer(id.Execution, id.Layer), layer.Mode == LayerMode.Sequential ? 1 : layer.MaxParallelInstances, layer.MaxMemoryMb, layer.MaxCpuPercent),
            new AdmissionGroup($"instances:{plan.ProjectFolder}:{category.Name}", category.MaxParallelInstances),
            .. category.Locks.Select(static name => new AdmissionGroup($"lock:{name}", 1)),
        ],
        MemoryMb = category.MemoryMb,
        CpuPercent = category.CpuPercent,
        Priority = plan.Background?.Priority ?? layer.Priority,
        Background = layer.Background || plan.Background is not null,
        Dedicated = category.Dedicated,
        Project = plan.Project,
        Branch = branch,
        IssuedAt = now,
    };

    private static AttemptLimits? Limits(CategoryPlan category) => category is { MemoryLimitMb: null, CpuLimitPercent: null, ProcessLimit: null }
        ? null
        : new AttemptLimits { MemoryMb = category.MemoryLimitMb, CpuPercent = category.CpuLimitPercent, Processes = category.ProcessLimit };

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
