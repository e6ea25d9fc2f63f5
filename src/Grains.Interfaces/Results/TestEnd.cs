namespace Apex.Results;

/// <summary>How one test ended, in the few words of an event.</summary>
[GenerateSerializer, Immutable, Alias("apex.TestEnd")]
public sealed record TestEnd
{
    /// <summary>Tests of one attempt that are told as events at most; <c>apex results</c> has all.</summary>
    public const int MostTold = 50;

    /// <summary>Full name, at most 200 characters.</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary>What it came to.</summary>
    [Id(1)] public TestStatus Status { get; init; }

    /// <summary>Milliseconds that it took; null when the report does not say.</summary>
    [Id(2)] public double? DurationMs { get; init; }
}
