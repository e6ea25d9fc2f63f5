using Apex.Background;
using Apex.Configuration;
using Apex.Configuration.Settings;

namespace Apex.Planning;

/// <summary>Makes a plan one for the background lane. There a task has one limit of time, from its start, instead of those of its layers and mode.</summary>
internal static class BackgroundPlanner
{
    private const int LastPriority = 5;

    public static void Check(PlanRequest request, ProblemBag problems)
    {
        if (request.Background is not { } lane)
        {
            return;
        }

        if (lane.Priority is not (>= 1 and <= LastPriority))
        {
            problems.Error(default, "", "out_of_range", $"the priority is {lane.Priority}; expected a whole number from 1 (first) to {LastPriority}");
        }

        if (request.Layers.Count + request.Categories.Count == 0)
        {
            problems.Error(default, "", "nothing_to_run", "a background task needs a category or a layer");
        }
    }

    public static ExecutionPlan Apply(ExecutionPlan plan, PlanRequest request, BackgroundSettings settings)
    {
        if (request.Background is not { } lane)
        {
            return plan;
        }

        var timeout = (request.TimeoutMinutes ?? settings.TimeoutMinutes) * 60_000L;
        return plan with
        {
            TimeoutMs = timeout,
            Layers = [.. plan.Layers.Select(layer => layer with { BudgetMs = timeout })],
            Background = new BackgroundPlan
            {
                Priority = lane.Priority,
                Supersede = settings.Supersede,
                RetentionDays = settings.RetentionDays,
                Layers = [.. request.Layers.Distinct()],
                Categories = [.. request.Categories.Distinct()],
            },
        };
    }
}
