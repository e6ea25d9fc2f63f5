namespace Apex.Executions;

/// <summary>Collects the warnings of an execution.</summary>
public static class ExecutionWarnings
{
    /// <summary>Those of the plan, then those of the attempts that are shown; what several say is said once.</summary>
    public static IReadOnlyList<Warning> Of(ExecutionSnapshot execution) =>
    [
        .. execution.Warnings.Concat(
            from layer in execution.Layers
            from category in layer.Categories
            from attempt in category.Attempts
            where attempt.Report is not null
            from warning in attempt.Report!.Warnings
            select warning).Distinct(),
    ];
}
