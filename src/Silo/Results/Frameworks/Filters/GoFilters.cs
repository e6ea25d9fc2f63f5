namespace Apex.Results.Frameworks.Filters;

/// <summary><c>-run</c> and <c>-skip</c> (Go 1.20): regular expressions.</summary>
internal sealed class GoFilters : ITestFilters
{
    public IReadOnlyList<string> Arguments(IReadOnlyList<string> include, IReadOnlyList<string> exclude) =>
    [
        .. include.Count > 0 ? ["-run", string.Join('|', include)] : Array.Empty<string>(),
        .. exclude.Count > 0 ? ["-skip", string.Join('|', exclude)] : Array.Empty<string>(),
    ];

    /// <summary>Subtests run with their parent: an expression has one part a level and cannot pair them.</summary>
    public IReadOnlyList<string> Only(IReadOnlyList<TestName> tests) => ["-run", $"^({string.Join('|', tests.Select(static test => test.Short.Split('/')[0]).Distinct())})$"];
}
