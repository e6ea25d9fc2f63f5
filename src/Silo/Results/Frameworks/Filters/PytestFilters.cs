using System.Text.RegularExpressions;

namespace Apex.Results.Frameworks.Filters;

/// <summary><c>-k</c>: parts of names of tests, classes, files and marks, with <c>and</c>, <c>or</c>, <c>not</c>.</summary>
/// <remarks>Node ids would be exact, but beside a path that the command names itself they add to it instead of choosing from it.</remarks>
internal sealed partial class PytestFilters : ITestFilters
{
    public IReadOnlyList<string> Arguments(IReadOnlyList<string> include, IReadOnlyList<string> exclude)
    {
        var wanted = Any(include);
        var parts = new[] { exclude.Count > 0 && include.Count > 1 ? $"({wanted})" : wanted, exclude.Count > 0 ? $"not ({Any(exclude)})" : "" };
        return ["-k", string.Join(" and ", parts.Where(static part => part.Length > 0))];
    }

    public IReadOnlyList<string> Only(IReadOnlyList<TestName> tests) => ["-k", string.Join(" or ", tests.Select(static test => OneTest(test)).Distinct())];

    private static string Any(IReadOnlyList<string> filters) => string.Join(" or ", filters.Select(filter => filters.Count > 1 ? $"({filter})" : filter));

    /// <summary>The class, or the file without one, and the function; the row of a parametrised test where <c>-k</c> can say it.</summary>
    private static string OneTest(TestName test)
    {
        var words = Whole().IsMatch(test.Short) ? test.Short : test.Short.Split('[')[0];
        var owner = test.Suite?.Split('.')[^1];
        return string.IsNullOrEmpty(owner) ? words.Split('.')[^1] : $"({owner} and {words})";
    }

    [GeneratedRegex(@"^[\w:+\-.\[\]\\/]+$", RegexOptions.NonBacktracking)]
    private static partial Regex Whole();
}
