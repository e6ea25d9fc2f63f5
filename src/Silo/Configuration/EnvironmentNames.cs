namespace Apex.Configuration;

/// <summary>The four environments and their aliases.</summary>
internal static class EnvironmentNames
{
    public const string Default = "test";

    public static readonly IReadOnlyList<string> All = ["test", "dev", "staging", "prod"];

    private static readonly Dictionary<string, string> Aliases = new() { ["development"] = "dev", ["production"] = "prod" };

    /// <summary>For messages: what exists.</summary>
    public static string List => $"{string.Join(", ", All)} (also {string.Join(", ", Aliases.Keys)})";

    /// <summary>What to say of a name that is none.</summary>
    public static string Refuse(string name) => $"there is no environment '{name}'{Suggestion.For(name, Names)}; environments: {List}";

    public static bool IsKnown(string name) => All.Contains(name) || Aliases.ContainsKey(name);

    /// <summary>The environment that a name or alias stands for; null if there is none.</summary>
    public static string? Resolve(string name) => All.Contains(name) ? name : Aliases.GetValueOrDefault(name);

    public static IEnumerable<string> Names => [.. All, .. Aliases.Keys];
}
