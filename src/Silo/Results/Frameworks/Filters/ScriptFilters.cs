using System.Text.RegularExpressions;

namespace Apex.Results.Frameworks.Filters;

/// <summary><c>--testNamePattern</c> of jest and vitest: one JavaScript regular expression over the full name, describe blocks and test joined by blanks.</summary>
internal sealed partial class ScriptFilters : ITestFilters
{
    public IReadOnlyList<string> Arguments(IReadOnlyList<string> include, IReadOnlyList<string> exclude)
    {
        var unwanted = exclude.Count > 0 ? $"^(?!.*({string.Join('|', exclude)}))" : "";
        var wanted = string.Join('|', include);
        return [Flag(unwanted.Length == 0 || include.Count == 0 ? unwanted + wanted : $"{unwanted}.*({wanted})")];
    }

    public IReadOnlyList<string> Only(IReadOnlyList<TestName> tests) => [Flag($"^({string.Join('|', tests.Select(static test => Literal(test.Short)).Distinct())})$")];

    private static string Flag(string pattern) => $"--testNamePattern={pattern}";

    /// <summary>vitest's report joins the blocks by " &gt; ", the pattern sees a blank; a name may have the arrow itself.</summary>
    private static string Literal(string name) => Special().Replace(name, @"\$0").Replace(" > ", "( > | )", StringComparison.Ordinal);

    [GeneratedRegex(@"[\\^$.*+?()\[\]{}|/]", RegexOptions.NonBacktracking)]
    private static partial Regex Special();
}
