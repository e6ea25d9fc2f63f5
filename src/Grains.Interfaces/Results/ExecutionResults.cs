using Apex.Executions;

namespace Apex.Results;

/// <summary>What an execution came to, with its tests' details.</summary>
public sealed record ExecutionResults
{
    /// <summary>The execution, reduced to the part that was asked for.</summary>
    public required ExecutionSnapshot Execution { get; init; }

    /// <summary>Failed tests of the last attempt of each category, and categories that did not pass without one.</summary>
    public required IReadOnlyList<CategoryTest> Failures { get; init; }

    /// <summary>Tests that failed first and passed later: in the same report, or in a later attempt of the category.</summary>
    public required IReadOnlyList<CategoryTest> Flaky { get; init; }

    /// <summary>Failures that are not listed, because there are too many.</summary>
    public int FailuresOmitted { get; init; }
}

/// <summary>A test, or a category as a whole, with its place in the execution.</summary>
/// <param name="Layer">Layer id.</param>
/// <param name="Category">Category name.</param>
/// <param name="Attempt">Attempt that reported it; null if there was none.</param>
/// <param name="Test">The test; null for the category as a whole.</param>
/// <param name="Reason">Why the category as a whole did not pass; null for a test.</param>
/// <param name="Verdict">Verdict of the category.</param>
public sealed record CategoryTest(string Layer, string Category, int? Attempt, TestResult? Test, string? Reason, Verdict Verdict)
{
    /// <summary>As the shorter kind of failure, which the status document has.</summary>
    public ExecutionFailure ToFailure() => new(Layer, Category, Test?.Name, Test?.File, Test?.Line, Test?.Message ?? Reason, Verdict);
}
