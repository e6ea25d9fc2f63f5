using Apex.Categories;
using Apex.Executions;

namespace Apex.Results;

/// <summary>Gathers failures and flaky tests of an execution from the hosts that keep its reports.</summary>
internal sealed class ResultsCollector(TestReader tests)
{
    /// <summary>Failures and flaky tests that are listed, each; a document has an end.</summary>
    private const int Most = 1000;

    private readonly List<CategoryTest> _failures = [];
    private readonly List<CategoryTest> _flaky = [];
    private int _omitted;

    /// <summary>Attempts that had counts and whose tests no host keeps any more.</summary>
    public List<AttemptId> Lost { get; } = [];

    public async Task<ExecutionResults> CollectAsync(ExecutionSnapshot execution, CancellationToken cancellationToken)
    {
        foreach (var layer in execution.Layers)
        {
            foreach (var category in layer.Categories)
            {
                await FailuresAsync(execution.Id, layer.Name, category, cancellationToken);
                await FlakyAsync(execution.Id, layer.Name, category, cancellationToken);
            }
        }

        return new ExecutionResults { Execution = execution, Failures = _failures, Flaky = _flaky, FailuresOmitted = _omitted };
    }

    private async Task FailuresAsync(string execution, string layer, CategorySnapshot category, CancellationToken cancellationToken)
    {
        var last = category.Attempts.LastOrDefault(attempt => attempt.Report is not null);
        var before = _failures.Count + _omitted;
        if (last?.Report?.Counts is { } counts && (counts.Failed > 0 || counts.Flaky > 0))
        {
            await foreach (var test in ProblemsAsync(execution, layer, category.Name, last, cancellationToken))
            {
                var entry = new CategoryTest(layer, category.Name, last.Number, test, null, category.Verdict);
                if (test.Status == TestStatus.Flaky)
                {
                    AddFlaky(entry);
                }
                else
                {
                    AddFailure(entry);
                }
            }
        }

        if (before == _failures.Count + _omitted && category.Verdict is Verdict.Failed or Verdict.Error or Verdict.TimedOut or Verdict.NoTests)
        {
            AddFailure(new CategoryTest(layer, category.Name, last?.Number, null, category.Reason ?? last?.Report?.Reason, category.Verdict));
        }
    }

    /// <summary>What failed in an earlier attempt and passed in the last one.</summary>
    private async Task FlakyAsync(string execution, string layer, CategorySnapshot category, CancellationToken cancellationToken)
    {
        var earlier = category.Attempts.Where(attempt => attempt.Report?.Counts is { Failed: > 0 }).Where(attempt => attempt != category.Attempts[^1]).ToList();
        if (earlier.Count == 0 || category.Attempts[^1] is not { Report.Counts.Passed: > 0 } last)
        {
            return;
        }

        var failed = new Dictionary<string, CategoryTest>(StringComparer.Ordinal);
        foreach (var attempt in earlier)
        {
            await foreach (var test in ProblemsAsync(execution, layer, category.Name, attempt, cancellationToken))
            {
                failed.TryAdd(test.Name, new CategoryTest(layer, category.Name, attempt.Number, test, null, category.Verdict));
            }
        }

        var id = new AttemptId(execution, layer, category.Name, last.Number);
        if (failed.Count > 0 && await tests.BeginAsync(last, id, onlyProblems: false, cancellationToken) is { } first)
        {
            await foreach (var test in tests.AllAsync(first, last, id, onlyProblems: false, cancellationToken))
            {
                if (test.Status == TestStatus.Passed && failed.Remove(test.Name, out var entry))
                {
                    AddFlaky(entry);
                }
            }
        }
    }

    /// <summary>Failed and flaky tests as the host keeps them, else the few that the execution itself remembers.</summary>
    private async IAsyncEnumerable<TestResult> ProblemsAsync(
        string execution, string layer, string category, AttemptSnapshot attempt, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var id = new AttemptId(execution, layer, category, attempt.Number);
        if (await tests.BeginAsync(attempt, id, onlyProblems: true, cancellationToken) is { } first)
        {
            await foreach (var test in tests.AllAsync(first, attempt, id, onlyProblems: true, cancellationToken))
            {
                yield return test;
            }

            yield break;
        }

        Lost.Add(id);
        foreach (var failure in attempt.Report!.Failures)
        {
            yield return new TestResult { Name = failure.Test, Status = TestStatus.Failed, File = failure.File, Line = failure.Line, Message = failure.Message };
        }
    }

    private void AddFailure(CategoryTest test)
    {
        if (_failures.Count < Most)
        {
            _failures.Add(test);
        }
        else
        {
            _omitted++;
        }
    }

    private void AddFlaky(CategoryTest test)
    {
        if (_flaky.Count < Most)
        {
            _flaky.Add(test);
        }
    }
}
