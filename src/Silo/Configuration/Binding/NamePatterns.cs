using System.Text.RegularExpressions;

namespace Apex.Configuration.Binding;

/// <summary>The patterns behind <see cref="NamePattern"/>.</summary>
internal static partial class NamePatterns
{
    private const string IdText = "^[a-z][a-z0-9_]{0,99}";
    private const string LabelText = "^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}";
    private const string VariableText = "^[A-Za-z_][A-Za-z0-9_]{0,199}";
    private const string End = "\\z";

    /// <summary>The pattern as JSON Schema writes it; null for any text.</summary>
    public static string? ForSchema(NamePattern pattern) => pattern switch
    {
        NamePattern.Id => IdText + "$",
        NamePattern.Label => LabelText + "$",
        NamePattern.Variable => VariableText + "$",
        NamePattern.Environment => $"^({string.Join('|', EnvironmentNames.Names)})$",
        _ => null,
    };

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

    [GeneratedRegex(IdText + End, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Id();

    [GeneratedRegex(LabelText + End, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Label();

    [GeneratedRegex(VariableText + End, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Variable();

    [GeneratedRegex("^APEX_(EXECUTION_ID|LAYER|CATEGORY|ATTEMPT|ATTEMPT_DIR|RESULTS_DIR|LAYER_CONFIG|CATEGORY_SETTINGS|MARK_.*)\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex ReservedVariable();
}
