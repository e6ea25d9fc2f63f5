namespace Apex.Results.Frameworks.Filters;

/// <summary>Arguments of the test program, after <c>--</c>: parts of names, and <c>--skip</c>.</summary>
internal sealed class CargoFilters : ITestFilters
{
    public string Separator => "--";

    public IReadOnlyList<string> Arguments(IReadOnlyList<string> include, IReadOnlyList<string> exclude) => [.. include, .. exclude.SelectMany(static filter => new[] { "--skip", filter })];

    public string? Refuse(string filter, bool exclude) => filter.StartsWith('-') ? "a part of a test's name is expected, not an option" : null;
}
