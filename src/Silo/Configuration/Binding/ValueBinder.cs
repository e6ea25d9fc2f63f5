using Apex.Configuration.Settings;
using Apex.Configuration.Yaml;

namespace Apex.Configuration.Binding;

/// <summary>Lists of texts, commands, variables and free maps.</summary>
internal sealed class ValueBinder(ProblemBag problems)
{
    private readonly ScalarBinder _scalars = new(problems);

    public object? Texts(FieldShape field, YamlNode node, string path)
    {
        if (node is not YamlList list)
        {
            return _scalars.WrongType(field, node, path);
        }

        var texts = new List<string>();
        for (var index = 0; index < list.Items.Count; index++)
        {
            var itemPath = $"{path}[{index}]";
            if (list.Items[index] is not YamlScalar scalar || scalar.IsNull)
            {
                problems.Error(list.Items[index].Place, itemPath, "wrong_type", $"expected a text, found {Found.Describe(list.Items[index])}");
            }
            else if (_scalars.Text(field, scalar, itemPath) is { } text)
            {
                texts.Add(text);
            }
        }

        return texts;
    }

    public object? Command(FieldShape field, YamlNode node, string path)
    {
        switch (node)
        {
            case YamlScalar scalar when string.IsNullOrWhiteSpace(scalar.Value):
                problems.Error(node.Place, path, "wrong_type", $"expected {field.Expected}, found an empty text");
                return null;
            case YamlScalar scalar:
                return _scalars.CheckText(scalar, path) ? new CommandSetting { Text = scalar.Value } : null;
            case YamlList { Items.Count: > 0 } list:
                var words = list.Items.OfType<YamlScalar>().ToList();
                foreach (var other in list.Items.Where(static item => item is not YamlScalar))
                {
                    problems.Error(other.Place, path, "wrong_type", $"expected a text, found {Found.Describe(other)}");
                }

                var good = words.Count == list.Items.Count & words.All(word => _scalars.CheckText(word, path));
                return good ? new CommandSetting { List = [.. words.Select(static word => word.Value)] } : null;
            case YamlList:
                problems.Error(node.Place, path, "wrong_type", $"expected {field.Expected}, found an empty list");
                return null;
            default:
                return _scalars.WrongType(field, node, path);
        }
    }

    public object? Variables(FieldShape field, YamlNode node, string path)
    {
        if (node is not YamlMap map)
        {
            return _scalars.WrongType(field, node, path);
        }

        var variables = new OrderedDictionary<string, EnvValue>();
        foreach (var entry in map.Entries.Where(static entry => !entry.Key.StartsWith("x-", StringComparison.Ordinal)))
        {
            var entryPath = $"{path}.{entry.Key}";
            if (_scalars.CheckName(field.Field.Pattern, entry.Key, entry.KeyPlace, entryPath) && Variable(entry.Value, entryPath) is { } value)
            {
                variables.Add(entry.Key, value);
            }
        }

        return variables;
    }

    public object? Free(FieldShape field, YamlNode node, string path)
    {
        if (node is not YamlMap map)
        {
            return _scalars.WrongType(field, node, path);
        }

        return new FreeMap(JsonText.Of(map));
    }

    private EnvValue? Variable(YamlNode node, string path)
    {
        switch (node)
        {
            case YamlScalar scalar:
                return _scalars.CheckText(scalar, path) ? new EnvValue(scalar.IsNull ? "" : scalar.Value, Secret: false) : null;
            case YamlMap map:
                return Secret(map, path);
            default:
                problems.Error(node.Place, path, "wrong_type", $"expected a text or {{value: TEXT, secret: true}}, found {Found.Describe(node)}");
                return null;
        }
    }

    private EnvValue? Secret(YamlMap map, string path)
    {
        foreach (var entry in map.Entries.Where(static entry => entry.Key is not ("value" or "secret")))
        {
            problems.Error(entry.KeyPlace, $"{path}.{entry.Key}", "unknown_key",
                $"unknown key '{entry.Key}'; expected value, secret{Suggestion.For(entry.Key, ["value", "secret"])}");
        }

        var secret = false;
        if (map.TryGet("secret", out var flag))
        {
            if (flag is YamlScalar { IsPlain: true, Value: "true" or "false" } boolean)
            {
                secret = boolean.Value == "true";
            }
            else
            {
                problems.Error(flag.Place, $"{path}.secret", "wrong_type", $"expected true or false, found {Found.Describe(flag)}");
            }
        }

        if (!map.TryGet("value", out var value))
        {
            problems.Error(map.Place, $"{path}.value", "missing", "'value' is missing; expected a text");
            return null;
        }

        if (value is not YamlScalar text)
        {
            problems.Error(value.Place, $"{path}.value", "wrong_type", $"expected a text, found {Found.Describe(value)}");
            return null;
        }

        return _scalars.CheckText(text, $"{path}.value") ? new EnvValue(text.IsNull ? "" : text.Value, secret) : null;
    }
}
