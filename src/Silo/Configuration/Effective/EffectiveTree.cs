using Apex.Configuration.Binding;
using Apex.Configuration.Yaml;
using Apex.Planning;

namespace Apex.Configuration.Effective;

/// <summary>The merged tree as it may be shown: without <c>x-</c> keys, with values of secrets masked.</summary>
internal static class EffectiveTree
{
    public const string Masked = "***";

    public static YamlMap Of(YamlMap root, RecordShape shape) => Record(root, shape);

    private static YamlMap Record(YamlMap map, RecordShape shape) => Entries(map, entry => entry with
    {
        Value = shape.ByName.TryGetValue(entry.Key, out var field) ? Field(entry, field) : Free(entry.Key, entry.Value),
    });

    private static YamlNode Field(YamlEntry entry, FieldShape field)
    {
        var inner = field.ElementType ?? field.ValueType;
        return (entry.Value, RecordShape.IsRecord(inner) ? RecordShape.Of(inner) : null) switch
        {
            (YamlMap map, null) when field.Field.Pattern == NamePattern.Variable => Entries(map, static variable => variable with { Value = Variable(variable) }),
            (var other, null) => Free(entry.Key, other),
            (YamlList list, { } shape) => new YamlList(list.Place, [.. list.Items.Select(item => item is YamlMap map ? Record(map, shape) : item)]),
            (YamlMap map, { } shape) when field.ElementType is null => Record(map, shape),
            (YamlMap map, { } shape) => Entries(map, element => element with { Value = element.Value is YamlMap value ? Record(value, shape) : element.Value }),
            var (other, _) => other,
        };
    }

    /// <summary>A text, or <c>{value, secret}</c>.</summary>
    private static YamlNode Variable(YamlEntry variable)
    {
        if (variable.Value is not YamlMap map || !map.TryGet("value", out var value) || value is not YamlScalar text)
        {
            return Free(variable.Key, variable.Value);
        }

        var secret = map.TryGet("secret", out var flag) && flag is YamlScalar { IsPlain: true, Value: "true" };
        var shown = secret || SecretNames.IsSecret(variable.Key, text.Value) ? Mask(text) : text;
        return new YamlMap(map.Place, [.. map.Entries.Select(entry => entry.Key == "value" ? entry with { Value = shown } : entry)]);
    }

    /// <summary>What Apex does not read keeps its keys; what is named like a secret is masked there too.</summary>
    private static YamlNode Free(string key, YamlNode node) => node switch
    {
        YamlMap map => new YamlMap(map.Place, [.. map.Entries.Select(static entry => entry with { Value = Free(entry.Key, entry.Value) })]),
        YamlList list => new YamlList(list.Place, [.. list.Items.Select(item => Free(key, item))]),
        YamlScalar scalar when SecretNames.IsSecret(key, scalar.Value) => Mask(scalar),
        _ => node,
    };

    private static YamlScalar Mask(YamlScalar scalar) => new(scalar.Place, Masked, isPlain: false);

    private static YamlMap Entries(YamlMap map, Func<YamlEntry, YamlEntry> change) =>
        new(map.Place, [.. map.Entries.Where(static entry => !entry.Key.StartsWith("x-", StringComparison.Ordinal)).Select(change)]);
}
