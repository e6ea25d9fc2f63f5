using Apex.Categories;
using Apex.Executions;

namespace Apex.Results;

/// <summary>What of an execution failed: its categories, and the failed tests of each where a report names them.</summary>
internal sealed record FailedPart
{
    /// <summary>More tests than this are not worth a list: the whole category runs.</summary>
    public const int MostTests = 500;

    private const string WithoutLayers = "legacy_categories";

    /// <summary>Layers of the failed categories; empty for an execution without layers.</summary>
    public required IReadOnlyList<string> Layers { get; init; }

    public required IReadOnlyList<string> Categories { get; init; }

    /// <summary>Failed tests by category; a category that is not here runs whole.</summary>
    public required IReadOnlyDictionary<string, List<TestName>> Tests { get; init; }

    public static async Task<FailedPart> FindAsync(ExecutionSnapshot execution, TestReader reader, CancellationToken cancellationToken)
    {
        var failed = execution.Layers
            .SelectMany(layer => layer.Categories.Select(category => (Layer: layer.Name, Category: category)))
            .Where(entry => entry.Category.Verdict is Verdict.Failed or Verdict.Error or Verdict.TimedOut or Verdict.NoTests)
            .ToList();
        var tests = new Dictionary<string, List<TestName>>(StringComparer.Ordinal);
        foreach (var (layer, category) in failed)
        {
            if (await TestsAsync(execution.Id, layer, category, reader, cancellationToken) is { Count: > 0 } names)
            {
                tests[category.Name] = names;
            }
        }

        return new FailedPart
        {
            Layers = [.. failed.Select(entry => entry.Layer).Where(layer => layer != WithoutLayers).Distinct()],
            Categories = [.. failed.Select(entry => entry.Category.Name)],
            Tests = tests,
        };
    }

    /// <summary>Null if the tests that failed are not all that was wrong, or are not known.</summary>
    private static async Task<List<TestName>?> TestsAsync(string execution, string layer, CategorySnapshot category, TestReader reader, CancellationToken cancellationToken)
    {
        var last = category.Attempts.LastOrDefault();
        if (category.Verdict != Verdict.Failed || last?.Report?.Counts is not { Failed: > 0 and <= MostTests })
        {
            return null;
        }

        var id = new AttemptId(execution, layer, category.Name, last.Number);
        if (await reader.BeginAsync(last, id, onlyProblems: true, cancellationToken) is not { } first)
        {
            return null;
        }

        var names = new List<TestName>();
        await foreach (var test in reader.AllAsync(first, last, id, onlyProblems: true, cancellationToken))
        {
            if (test.Status == TestStatus.Failed)
            {
                names.Add(test.ToName());
            }
        }

        return names;
    }
}
