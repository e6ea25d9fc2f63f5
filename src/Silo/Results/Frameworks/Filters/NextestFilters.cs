namespace Apex.Results.Frameworks.Filters;

/// <summary><c>-E</c>: expressions of nextest's filterset language, such as <c>test(parser)</c>.</summary>
internal sealed class NextestFilters : ITestFilters
{
    public IReadOnlyList<string> Arguments(IReadOnlyList<string> include, IReadOnlyList<string> exclude)
    {
        var wanted = include.Count > 0 ? Any(include) : "all()";
        return ["-E", exclude.Count > 0 ? $"({wanted}) - ({Any(exclude)})" : wanted];
    }

    public IReadOnlyList<string> Only(IReadOnlyList<TestName> tests) => ["-E", Any([.. tests.Select(static test => OneTest(test)).Distinct()])];

    private static string Any(IReadOnlyList<string> filters) => string.Join(" | ", filters.Select(static filter => $"({filter})"));

    private static string OneTest(TestName test) => test.Suite is { Length: > 0 } binary ? $"binary_id(={binary}) & test(={test.Short})" : $"test(={test.Short})";
}
