namespace Apex;

/// <summary>One failed test, cut to what a person reads first.</summary>
[GenerateSerializer, Immutable, Alias("apex.TestFailure")]
public sealed record TestFailure
{
    /// <summary>Full name of the test, at most 500 characters.</summary>
    [Id(0)] public required string Test { get; init; }

    /// <summary>Source file relative to the project folder where possible; null when the report does not say.</summary>
    [Id(1)] public string? File { get; init; }

    /// <summary>Line in <see cref="File"/>, from 1.</summary>
    [Id(2)] public int? Line { get; init; }

    /// <summary>First lines of the message, at most 1 000 characters.</summary>
    [Id(3)] public string? Message { get; init; }
}
