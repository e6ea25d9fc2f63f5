namespace Apex.Results.Frameworks.Filters;

/// <summary>Says in a framework's own words which tests to run. Pure.</summary>
internal interface ITestFilters
{
    /// <summary>What is wrong with one filter of the configuration; null if nothing that Apex can see.</summary>
    string? Refuse(string filter, bool exclude) => null;

    /// <summary>Arguments for tests that match one of <paramref name="include"/> (empty: all) and none of <paramref name="exclude"/>.</summary>
    IReadOnlyList<string> Arguments(IReadOnlyList<string> include, IReadOnlyList<string> exclude);

    /// <summary>Arguments for these tests, and as few others as the framework's words allow; null if it has none for that.</summary>
    IReadOnlyList<string>? Only(IReadOnlyList<TestName> tests) => null;

    /// <summary>Word of a command after which nothing but its filters is understood, which must stand before them once; null if there is none.</summary>
    string? Separator => null;
}
