namespace Apex;

/// <summary>Numbers of tests, from a report. Never scraped from text.</summary>
[GenerateSerializer, Immutable, Alias("apex.TestCounts")]
public sealed record TestCounts
{
    /// <summary>All tests that the report lists.</summary>
    [Id(0)] public int Total { get; init; }

    /// <summary>Tests that passed, flaky ones included.</summary>
    [Id(1)] public int Passed { get; init; }

    /// <summary>Tests that failed or ended in an error.</summary>
    [Id(2)] public int Failed { get; init; }

    /// <summary>Tests that the framework did not run.</summary>
    [Id(3)] public int Skipped { get; init; }

    /// <summary>Tests that failed first and passed in the same report or a later attempt.</summary>
    [Id(4)] public int Flaky { get; init; }

    /// <summary>Sums two counts.</summary>
    public static TestCounts operator +(TestCounts left, TestCounts right) => Add(left, right);

    /// <summary>Sums two counts.</summary>
    public static TestCounts Add(TestCounts left, TestCounts right) => new()
    {
        Total = left.Total + right.Total,
        Passed = left.Passed + right.Passed,
        Failed = left.Failed + right.Failed,
        Skipped = left.Skipped + right.Skipped,
        Flaky = left.Flaky + right.Flaky,
    };
}
