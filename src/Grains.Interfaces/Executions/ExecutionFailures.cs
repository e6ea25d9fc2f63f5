using Apex.Categories;

namespace Apex.Executions;

/// <summary>One failure with its place in the execution: what a person reads first.</summary>
/// <param name="Layer">Layer id.</param>
/// <param name="Category">Category name.</param>
/// <param name="Test">Full name of the test; null when the category as a whole did not pass (it could not run, ran too long, had no tests).</param>
/// <param name="File">Source file; null when the report does not say.</param>
/// <param name="Line">Line in the file, from 1.</param>
/// <param name="Message">First lines of the message, or the reason of the category.</param>
/// <param name="Verdict">Verdict of the category.</param>
public sealed record ExecutionFailure(string Layer, string Category, string? Test, string? File, int? Line, string? Message, Verdict Verdict);

/// <summary>Collects the failures of an execution.</summary>
public static class ExecutionFailures
{
    /// <summary>Failed tests of the last attempt of each category that did not pass; where it names none, the category itself.</summary>
    public static IEnumerable<ExecutionFailure> Of(ExecutionSnapshot execution) =>
        from layer in execution.Layers
        from category in layer.Categories
        where category.Verdict is Verdict.Failed or Verdict.Error or Verdict.TimedOut or Verdict.NoTests
        from failure in Of(layer.Name, category)
        select failure;

    private static IEnumerable<ExecutionFailure> Of(string layer, CategorySnapshot category)
    {
        var report = category.Attempts.LastOrDefault(attempt => attempt.Report is not null)?.Report;
        if (report is null || report.Failures.Count == 0)
        {
            return [new ExecutionFailure(layer, category.Name, null, null, null, category.Reason ?? report?.Reason ?? End(report), category.Verdict)];
        }

        return report.Failures.Select(failure =>
            new ExecutionFailure(layer, category.Name, failure.Test, failure.File, failure.Line, failure.Message, category.Verdict));
    }

    private static string? End(AttemptReport? report) => report switch
    {
        { Signal: { } signal } => $"the command was ended by {signal}",
        { ExitCode: { } code } => $"the command exited with code {code}",
        _ => null,
    };
}
