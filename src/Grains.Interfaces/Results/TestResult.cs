namespace Apex.Results;

/// <summary>One test of an attempt, as its report told it.</summary>
[GenerateSerializer, Immutable, Alias("apex.TestResult")]
public sealed record TestResult
{
    /// <summary>Full name, at most 500 characters.</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary>Class, package or file that holds it; null where the name says all.</summary>
    [Id(1)] public string? Suite { get; init; }

    /// <summary>What it came to.</summary>
    [Id(2)] public TestStatus Status { get; init; }

    /// <summary>Source file relative to the project folder where possible; null when the report does not say.</summary>
    [Id(3)] public string? File { get; init; }

    /// <summary>Line in <see cref="File"/>, from 1.</summary>
    [Id(4)] public int? Line { get; init; }

    /// <summary>Milliseconds that it took; null when the report does not say.</summary>
    [Id(5)] public double? DurationMs { get; init; }

    /// <summary>Message of its failure, at most 1 000 characters.</summary>
    [Id(6)] public string? Message { get; init; }

    /// <summary>Stack trace or text of its failure, at most 8 000 characters.</summary>
    [Id(7)] public string? Trace { get; init; }

    /// <summary>Method behind the test where the report tells it and it is not the name.</summary>
    [Id(8)] public string? Method { get; init; }

    /// <summary>Its name, to ask for it again.</summary>
    public TestName ToName() => new() { Name = Name, Suite = Suite, Method = Method };
}

/// <summary>What a test came to.</summary>
[GenerateSerializer, Alias("apex.TestStatus")]
public enum TestStatus
{
    /// <summary>Passed.</summary>
    Passed = 0,

    /// <summary>Failed, or ended in an error.</summary>
    Failed = 1,

    /// <summary>Not run by the framework.</summary>
    Skipped = 2,

    /// <summary>Failed first and passed in the same report.</summary>
    Flaky = 3,
}
