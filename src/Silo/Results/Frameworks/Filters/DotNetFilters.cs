using System.Buffers;
using System.Text.RegularExpressions;

namespace Apex.Results.Frameworks.Filters;

/// <summary><c>--filter</c> in VSTest's syntax: <c>Category=Fast</c>, <c>FullyQualifiedName~Cart</c>, or a part of a name. VSTest takes it with every adapter, Testing.Platform with xunit.v3 (4.0 and later), MSTest and NUnit.</summary>
internal sealed partial class DotNetFilters : ITestFilters
{
    private static readonly SearchValues<char> Signs = SearchValues.Create("()&|!=~");

    public string? Refuse(string filter, bool exclude) => exclude && !Condition().IsMatch(filter) && filter.AsSpan().ContainsAny(Signs)
        ? "one condition is expected, such as Category=Slow or a part of a name: the syntax of dotnet test cannot negate more"
        : null;

    public IReadOnlyList<string> Arguments(IReadOnlyList<string> include, IReadOnlyList<string> exclude)
    {
        var wanted = string.Join('|', include.Select(static filter => Expression(filter)));
        var parts = exclude.Select(static filter => Negated(filter)).Prepend(include.Count > 1 && exclude.Count > 0 ? $"({wanted})" : wanted).Where(static part => part.Length > 0);
        return ["--filter", string.Join('&', parts)];
    }

    public IReadOnlyList<string> Only(IReadOnlyList<TestName> tests) => ["--filter", string.Join('|', tests.Select(static test => OneTest(test)).Distinct())];

    /// <summary>Rows of a data-driven test share their method's name; some adapters put the row's values behind it, so then it is only the beginning that is known.</summary>
    private static string OneTest(TestName test)
    {
        var isRow = test.Name.Contains('(');
        var name = test is { Method: { } method, Suite: { } suite } ? $"{suite}.{method}" : test.Name;
        return $"FullyQualifiedName{(isRow ? "~" : "=")}{Escaped(name.Split('(')[0].TrimEnd())}";
    }

    private static string Expression(string filter) => !filter.AsSpan().ContainsAny(Signs)
        ? $"FullyQualifiedName~{filter}"
        : filter.AsSpan().IndexOfAny("&|") >= 0 ? $"({filter})" : filter;

    private static string Negated(string filter)
    {
        if (Condition().Match(filter) is not { Success: true } match)
        {
            return $"FullyQualifiedName!~{Escaped(filter)}";
        }

        var (name, sign, value) = (match.Groups["name"].Value, match.Groups["sign"].Value, match.Groups["value"].Value);
        return $"{name}{(sign[0] == '!' ? sign[1..] : $"!{sign}")}{value}";
    }

    private static string Escaped(string name) => Special().Replace(name, @"\$0");

    [GeneratedRegex(@"^\s*(?<name>[\w.]+)\s*(?<sign>!=|!~|=|~)(?<value>(\\.|[^\\()&|!=~])+)$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Condition();

    [GeneratedRegex(@"[\\()&|=!~]", RegexOptions.NonBacktracking)]
    private static partial Regex Special();
}
