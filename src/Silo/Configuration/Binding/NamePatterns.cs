using System.Text.RegularExpressions;

namespace Apex.Configuration.Binding;

/// <summary>The patterns behind <see cref="NamePattern"/>.</summary>
internal static partial class NamePatterns
{
    /// <returns>What was expected; null if the name is good.</returns>
    public static string? Refuse(NamePattern pattern, string name) => pattern switch
    {
        NamePattern.Id when !Id().IsMatch(name) => "a name of lower-case letters, digits and _ that begins with a letter, at most 100 characters",
        NamePattern.Label when !Label().IsMatch(name) => "a name of letters, digits and . _ : - that begins with a letter or digit, at most 100 characters",
        NamePattern.Variable when !Variable().IsMatch(name) => "a variable name of letters, digits and _ that does not begin with a digit",
        NamePattern.Variable when ReservedVariable().IsMatch(name) => "a variable that Apex does not set itself",
        NamePattern.Environment when !EnvironmentNames.IsKnown(name) => $"one of {EnvironmentNames.List}",
        _ => null,
    };

    [GeneratedRegex("^[a-z][a-z0-9_]{0,99}\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Id();

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Label();

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]{0,199}\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Variable();

    [GeneratedRegex("^APEX_(EXECUTION_ID|LAYER|CATEGORY|ATTEMPT|ATTEMPT_DIR|RESULTS_DIR|LAYER_CONFIG|CATEGORY_SETTINGS|MARK_.*)\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex ReservedVariable();
}
