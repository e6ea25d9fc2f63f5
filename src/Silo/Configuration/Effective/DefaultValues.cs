using System.Text.Json;
using Apex.Configuration.Binding;
using Apex.Configuration.Yaml;

namespace Apex.Configuration.Effective;

/// <summary>Adds what holds because no file says otherwise: inherited values with the place that they are inherited from, defaults without a place.</summary>
internal sealed class DefaultValues(YamlMap root)
{
    private const string Inherited = "defaults.";

    private readonly YamlMap? _defaults = root.TryGet("defaults", out var node) ? node as YamlMap : null;

    public YamlMap Fill(RecordShape shape) => Record(root, shape);

    private YamlMap Record(YamlMap map, RecordShape shape)
    {
        var given = map.Entries.Select(entry => shape.ByName.TryGetValue(entry.Key, out var field) ? entry with { Value = Given(entry.Value, field) } : entry);
        var missing = shape.Fields.Where(field => !map.TryGet(field.Name, out _)).Select(field => (field.Name, Value: Missing(field)));
        return new YamlMap(map.Place, [.. given, .. missing.Where(static pair => pair.Value is not null).Select(static pair => new YamlEntry(pair.Name, default, pair.Value!))]);
    }

    private YamlNode Given(YamlNode node, FieldShape field)
    {
        // An override holds what differs; its defaults are those of the layer that it stands in.
        var inner = field.ElementType ?? field.ValueType;
        return field.Name == "environment_overrides" || !RecordShape.IsRecord(inner) ? node : (node, RecordShape.Of(inner)) switch
        {
            (YamlList list, var shape) => new YamlList(list.Place, [.. list.Items.Select(item => item is YamlMap map ? Record(map, shape) : item)]),
            (YamlMap map, var shape) when field.ElementType is null => Record(map, shape),
            (YamlMap map, var shape) => new YamlMap(map.Place, [.. map.Entries.Select(entry => entry with { Value = Record(entry.Value as YamlMap ?? new YamlMap(entry.Value.Place, []), shape) })]),
            _ => node,
        };
    }

    /// <returns>The value that holds; null where "none" holds.</returns>
    private YamlNode? Missing(FieldShape field)
    {
        var type = field.ValueType;
        if (field.ElementType is null && RecordShape.IsRecord(type))
        {
            var section = Record(new YamlMap(default, []), RecordShape.Of(type));
            return section.Entries.Count == 0 ? null : section;
        }

        if (field.Field.DefaultText is { } text && text.StartsWith(Inherited, StringComparison.Ordinal))
        {
            return Parent(text[Inherited.Length..].Split(',')[0]);
        }

        return field.Default switch
        {
            null => int.TryParse(field.Field.DefaultText, out _) ? Plain(field.Field.DefaultText) : null,
            bool flag => Plain(flag ? "true" : "false"),
            Enum word => Plain(JsonNamingPolicy.SnakeCaseLower.ConvertName(word.ToString())),
            int or double => Plain(Expectation.Number(Convert.ToDouble(field.Default))),
            string { Length: > 0 } value => Plain(value),
            List<string> { Count: > 0 } words => new YamlList(default, [.. words.Select(Plain)]),
            _ => null,
        };
    }

    private YamlNode? Parent(string name) =>
        _defaults?.Find(name)?.Value is { } value and not YamlMap ? value
        : RecordShape.Of(typeof(Settings.DefaultsSettings)).ByName.TryGetValue(name, out var field) && name != "env" ? Missing(field)
        : null;

    private static YamlScalar Plain(string text) => new(default, text, isPlain: true);
}
