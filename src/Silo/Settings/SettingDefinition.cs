using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Apex.Settings;

/// <summary>One setting: where it stands, what it may be, and how its text becomes its value.</summary>
internal sealed record SettingDefinition(string Name, string? Section, PropertyInfo Property, SettingAttribute Setting, object? Default)
{
    private static readonly TimeSpan PatternPatience = TimeSpan.FromSeconds(1);

    /// <summary>All settings, in the order of the records.</summary>
    public static IReadOnlyList<SettingDefinition> All { get; } = [.. Of(new SiloSettings(), null)];

    public string Variable => Setting.Variable;

    /// <summary>What is allowed, for messages and for the table in the docs.</summary>
    public string Allowed => Setting.Allowed ?? (Kind switch
    {
        var kind when kind == typeof(bool) => "true or false",
        var kind when kind == typeof(int) => $"a whole number, {Text(Setting.Min)}–{Text(Setting.Max)}",
        var kind when kind == typeof(double) => $"a number, {Text(Setting.Min)}–{Text(Setting.Max)}",
        { IsEnum: true } kind => string.Join(", ", Enum.GetNames(kind).Select(static word => word.ToLowerInvariant())),
        var kind when kind == typeof(string) => "a text",
        _ => "names of projects, * for all, or none",
    });

    /// <summary>Default for the table in the docs; a dash stands for none.</summary>
    public string DefaultText => Default switch
    {
        null => "–",
        bool flag => flag ? "true" : "false",
        IEnumerable<string> list => string.Join(", ", list),
        Enum word => word.ToString().ToLowerInvariant(),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => Default.ToString()!,
    };

    public bool IsList => Kind.IsAssignableFrom(typeof(List<string>));

    private Type Kind => Nullable.GetUnderlyingType(Property.PropertyType) ?? Property.PropertyType;

    /// <summary>The value that a text means; null if it means none.</summary>
    public object? Parse(string text) => Kind switch
    {
        var kind when kind == typeof(bool) => bool.TryParse(text, out var flag) ? flag : null,
        var kind when kind == typeof(int) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) && InRange(whole) ? whole : null,
        var kind when kind == typeof(double) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && InRange(number) ? number : null,
        { IsEnum: true } kind => text.All(char.IsAsciiLetterLower) && Enum.TryParse(kind, text, ignoreCase: true, out var word) ? word : null,
        var kind when kind == typeof(string) => Setting.Pattern is not { } pattern || Regex.IsMatch(text, $"^(?:{pattern})$", RegexOptions.ExplicitCapture, PatternPatience) ? text : null,
        _ when text == "none" => new List<string>(),
        _ => ParseList(text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)),
    };

    public static object? ParseList(IReadOnlyList<string> items) => items.All(static item => item.Length is > 0 and <= 200) ? items.ToList() : null;

    private static IEnumerable<SettingDefinition> Of(object record, string? section)
    {
        foreach (var property in record.GetType().GetProperties())
        {
            if (property.GetCustomAttribute<SettingAttribute>() is { } setting)
            {
                yield return new SettingDefinition(section is null ? setting.Name : $"{section}.{setting.Name}", section, property, setting, property.GetValue(record));
            }
            else if (property.GetCustomAttribute<SettingSectionAttribute>() is { } nested)
            {
                foreach (var inner in Of(property.GetValue(record)!, nested.Name))
                {
                    yield return inner;
                }
            }
        }
    }

    private bool InRange(double number) => number >= Setting.Min && number <= Setting.Max;

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
