using Apex.Configuration;

namespace Apex.Planning.Modes;

/// <summary>Gives a mode the last word on a plan, and holds it to what it chose.</summary>
internal static class ModePlan
{
    public static ExecutionPlan Of(IExecutionMode mode, ExecutionPlan plan, ProblemBag problems)
    {
        ExecutionPlan changed;
        try
        {
            changed = mode.Plan(plan);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            problems.Error(default, "", "mode_failed", $"mode '{mode.Id}' could not plan: {error.Message}");
            return plan;
        }

        if (!Names(changed).SequenceEqual(Names(plan)))
        {
            problems.Error(default, "", "mode_failed", $"mode '{mode.Id}' changed which layers and categories run; it may only choose them");
            return plan;
        }

        return changed with { Judge = mode is FileMode ? null : mode.Id };
    }

    private static IEnumerable<string> Names(ExecutionPlan plan) =>
        plan.Layers.SelectMany(static layer => layer.Categories.Select(category => $"{layer.Name}/{category.Name}")).Order(StringComparer.Ordinal);
}
