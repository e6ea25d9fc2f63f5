using Apex.Categories;

namespace Apex.Results;

/// <summary>Which tests of an attempt to read from the host that keeps them.</summary>
[GenerateSerializer, Immutable, Alias("apex.TestsQuery")]
public sealed record TestsQuery
{
    /// <summary>Which attempt.</summary>
    [Id(0)] public required AttemptId Id { get; init; }

    /// <summary>Where to go on: 0, then <see cref="TestsPage.NextOffset"/>.</summary>
    [Id(1)] public long Offset { get; init; }

    /// <summary>True leaves out tests that passed or were skipped.</summary>
    [Id(2)] public bool OnlyProblems { get; init; }

    /// <summary>At most this many, 1–1 000.</summary>
    [Id(3)] public int Limit { get; init; } = 1000;
}

/// <summary>Tests of an attempt in the order of its reports.</summary>
[GenerateSerializer, Immutable, Alias("apex.TestsPage")]
public sealed record TestsPage
{
    /// <summary>False if this host keeps no tests of the attempt: it had no report, or retention took them.</summary>
    [Id(0)] public required bool Exists { get; init; }

    /// <summary>The tests.</summary>
    [Id(1)] public List<TestResult> Tests { get; init; } = [];

    /// <summary>For the next query.</summary>
    [Id(2)] public long NextOffset { get; init; }

    /// <summary>True if nothing comes after these.</summary>
    [Id(3)] public bool End { get; init; }
}
