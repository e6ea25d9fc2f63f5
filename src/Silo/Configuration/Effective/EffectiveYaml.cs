using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Apex.Configuration.Yaml;

namespace Apex.Configuration.Effective;

/// <summary>Writes a tree as YAML, one value a line, so that each line has one origin. What it writes reads as the same tree.</summary>
internal sealed partial class EffectiveYaml
{
    private const int Step = 2;

    private readonly List<EffectiveLine> _lines = [];

    public static List<EffectiveLine> Write(YamlMap root)
    {
        var writer = new EffectiveYaml();
        writer.Map(root, "", 0, "");
        return writer._lines;
    }

    /// <param name="map">The map.</param>
    /// <param name="path">Its path.</param>
    /// <param name="indent">Columns before its keys.</param>
    /// <param name="lead">What stands instead of the indentation of its first key: the dash of a list.</param>
    private void Map(YamlMap map, string path, int indent, string lead)
    {
        foreach (var entry in map.Entries)
        {
            var start = lead.Length > 0 ? lead : new string(' ', indent);
            lead = "";
            Value(entry.Value, $"{start}{Key(entry.Key)}:", path.Length == 0 ? entry.Key : $"{path}.{entry.Key}", indent);
        }
    }

    private void Value(YamlNode node, string head, string path, int indent)
    {
        switch (node)
        {
            case YamlMap { Entries.Count: > 0 } map:
                Add(head, null, default);
                Map(map, path, indent + Step, "");
                break;
            case YamlList { Items.Count: > 0 } list:
                Add(head, null, default);
                List(list, path, indent + Step);
                break;
            case YamlScalar scalar when IsBlock(scalar):
                Block(scalar, head, path, indent + Step);
                break;
            default:
                Add($"{head} {Inline(node)}", path, node.Place);
                break;
        }
    }

    private void List(YamlList list, string path, int indent)
    {
        var dash = new string(' ', indent) + "- ";
        for (var index = 0; index < list.Items.Count; index++)
        {
            var itemPath = $"{path}[{index}]";
            switch (list.Items[index])
            {
                case YamlMap { Entries.Count: > 0 } map:
                    Map(map, itemPath, indent + Step, dash);
                    break;
                case YamlList { Items.Count: > 0 } inner:
                    Add(dash.TrimEnd(), null, default);
                    List(inner, itemPath, indent + Step);
                    break;
                case YamlScalar scalar when IsBlock(scalar):
                    Block(scalar, dash.TrimEnd(), itemPath, indent + Step);
                    break;
                case var item:
                    Add(dash + Inline(item), itemPath, item.Place);
                    break;
            }
        }
    }

    private void Block(YamlScalar scalar, string head, string path, int indent)
    {
        var lines = scalar.Value.Split('\n');
        var ends = lines[^1].Length == 0;
        Add($"{head} |{(ends ? "" : "-")}", path, scalar.Place);
        foreach (var line in ends ? lines[..^1] : lines)
        {
            Add(line.Length == 0 ? "" : new string(' ', indent) + line, null, default);
        }
    }

    /// <summary>Texts of several lines are read best as they were written; what a block cannot hold is quoted.</summary>
    private static bool IsBlock(YamlScalar scalar) =>
        scalar.Value.AsSpan().TrimEnd('\n') is { Length: > 0 } text
        && text.Contains('\n')
        && scalar.Value.Length - text.Length <= 1
        && text[0] is not (' ' or '\t' or '\n')
        && Unprintable().Count(text) == 0;

    private static string Inline(YamlNode node) => node switch
    {
        YamlMap => "{}",
        YamlList => "[]",
        YamlScalar { IsNull: true } => "null",
        YamlScalar { IsPlain: true } scalar when !scalar.Value.AsSpan().ContainsAny('\n', '\r') && Unprintable().Count(scalar.Value) == 0 => scalar.Value,
        YamlScalar scalar => Quoted(scalar.Value),
        _ => throw new InvalidOperationException($"{node.GetType().Name} is no value"),
    };

    private static string Key(string key) => PlainKey().IsMatch(key) ? key : Quoted(key);

    private static string Quoted(string text)
    {
        if (text.AsSpan().ContainsAny('"', '\\') && !text.AsSpan().ContainsAny("\n\r\t") && Unprintable().Count(text) == 0)
        {
            return $"'{text.Replace("'", "''", StringComparison.Ordinal)}'"; // shell text reads best so
        }

        var quoted = new StringBuilder("\"");
        foreach (var letter in text)
        {
            _ = letter switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                '\t' => quoted.Append("\\t"),
                '\r' => quoted.Append("\\r"),
                _ when char.IsControl(letter) || letter is '\u2028' or '\u2029' or '\uFEFF' => quoted.Append("\\u").Append(((int)letter).ToString("X4", CultureInfo.InvariantCulture)),
                _ => quoted.Append(letter),
            };
        }

        return quoted.Append('"').ToString();
    }

    private void Add(string text, string? path, Place place) =>
        _lines.Add(new EffectiveLine { Text = text, Path = path, File = place.Source?.Path, Line = place.Line, Column = place.Column });

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_.-]*\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex PlainKey();

    [GeneratedRegex("[\\x00-\\x08\\x0B-\\x1F\\x7F-\\x9F\\u2028\\u2029\\uFEFF]", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Unprintable();
}
