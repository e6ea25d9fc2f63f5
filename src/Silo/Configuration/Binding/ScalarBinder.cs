using System.Globalization;
using System.Text.RegularExpressions;
using Apex.Configuration.Yaml;

namespace Apex.Configuration.Binding;

/// <summary>Numbers, booleans, texts and words, by the strict reading: true and false, decimal numbers, nothing else.</summary>
internal sealed partial class ScalarBinder(ProblemBag problems)
{
    public object? Bind(FieldShape field, YamlNode node, string path)
    {
        if (node is not YamlScalar scalar)
        {
            return WrongType(field, node, path);
        }

        if (field.ValueType == typeof(string))
        {
            return Text(field, scalar, path);
        }

        if (field.ValueType.IsEnum)
        {
            return Word(field, scalar, path) is { } word ? Enum.GetValues(field.ValueType).GetValue(field.Words.ToList().IndexOf(word)) : null;
        }

        if (field.ValueType == typeof(bool))
        {
            return scalar is { IsPlain: true, Value: "true" or "false" } ? scalar.Value == "true" : WrongType(field, scalar, path);
        }

        return Number(field, scalar, path);
    }

    /// <returns>The text; null after a problem.</returns>
    public string? Text(FieldShape field, YamlScalar scalar, string path)
    {
        if (field.Words.Count > 0)
        {
            return Word(field, scalar, path);
        }

        if (scalar.Value.Length == 0)
        {
            problems.Error(scalar.Place, path, "wrong_type", $"expected {field.Expected}, found an empty text");
            return null;
        }

        return CheckText(scalar, path) && CheckName(field.Field.Pattern, scalar.Value, scalar.Place, path) ? scalar.Value : null;
    }

    /// <summary>No operating system takes NUL in an argument, and half a surrogate pair is no text.</summary>
    public bool CheckText(YamlScalar scalar, string path)
    {
        if (scalar.Value.AsSpan().IndexOf('\0') < 0 && !HasLoneSurrogate(scalar.Value))
        {
            return true;
        }

        problems.Error(scalar.Place, path, "wrong_type", "the text holds a character that cannot be handed to a command (NUL, or half a surrogate pair)");
        return false;
    }

    public bool CheckName(NamePattern pattern, string name, Place place, string path)
    {
        if (NamePatterns.Refuse(pattern, name) is not { } expected)
        {
            return true;
        }

        var suggestion = pattern == NamePattern.Environment ? Suggestion.For(name, EnvironmentNames.Names) : "";
        problems.Error(place, path, pattern == NamePattern.Environment ? "unknown_environment" : "bad_name", $"'{Found.Cut(name)}' is not {expected}{suggestion}");
        return false;
    }

    public object? WrongType(FieldShape field, YamlNode node, string path)
    {
        var unquote = node is YamlScalar { IsPlain: false } && field.ValueType != typeof(string) && !field.ValueType.IsClass ? "; remove the quotes" : "";
        problems.Error(node.Place, path, "wrong_type", $"expected {field.Expected}, found {Found.Describe(node)}{unquote}");
        return null;
    }

    private string? Word(FieldShape field, YamlScalar scalar, string path)
    {
        if (field.Words.Contains(scalar.Value))
        {
            return scalar.Value;
        }

        problems.Error(scalar.Place, path, "wrong_value", $"expected {field.Expected}, found {Found.Describe(scalar)}{Suggestion.For(scalar.Value, field.Words)}");
        return null;
    }

    private object? Number(FieldShape field, YamlScalar scalar, string path)
    {
        var isInteger = field.ValueType == typeof(int);
        var isNumber = scalar.IsPlain && (isInteger ? Integer() : Decimal()).IsMatch(scalar.Value);
        if (!isNumber || !double.TryParse(scalar.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
        {
            return WrongType(field, scalar, path);
        }

        if (!(value >= field.Field.Min && value <= field.Field.Max) || (isInteger && Math.Abs(value) > int.MaxValue))
        {
            problems.Error(scalar.Place, path, "out_of_range", $"expected {field.Expected}, found {Found.Describe(scalar)}");
            return null;
        }

        return isInteger ? (object)(int)value : value;
    }

    private static bool HasLoneSurrogate(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
            {
                at++;
            }
            else if (char.IsSurrogate(text[at]))
            {
                return true;
            }
        }

        return false;
    }

    [GeneratedRegex("^-?(0|[1-9][0-9]*)\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Integer();

    [GeneratedRegex("^-?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Decimal();
}
