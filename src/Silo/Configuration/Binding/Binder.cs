using System.Collections;
using Apex.Configuration.Settings;
using Apex.Configuration.Yaml;

namespace Apex.Configuration.Binding;

/// <summary>Fills settings records from a tree. Collects every problem and goes on with the default.</summary>
/// <param name="problems">Where problems go.</param>
/// <param name="partial">True for an environment's file: what is required elsewhere may be missing.</param>
internal sealed class Binder(ProblemBag problems, bool partial)
{
    private readonly ScalarBinder _scalars = new(problems);
    private readonly ValueBinder _values = new(problems);

    public T Bind<T>(YamlNode node, string path)
        where T : new()
    {
        if (node is YamlMap map)
        {
            return (T)BindRecord(RecordShape.Of(typeof(T)), map, path);
        }

        problems.Error(node.Place, path, "wrong_type", $"expected a map{(path.Length == 0 ? " with layers" : "")}, found {Found.Describe(node)}");
        return new T();
    }

    private object BindRecord(RecordShape shape, YamlMap map, string path)
    {
        var record = Activator.CreateInstance(shape.Type)!;
        foreach (var entry in map.Entries)
        {
            if (entry.Key.StartsWith("x-", StringComparison.Ordinal))
            {
                continue;
            }

            if (!shape.ByName.TryGetValue(entry.Key, out var field))
            {
                UnknownKey(shape, entry, path);
            }
            else if (BindField(field, entry.Value, Join(path, entry.Key)) is { } value)
            {
                field.Property.SetValue(record, value);
            }
            else if (field.IsOptional && entry.Value is YamlScalar { IsNull: true })
            {
                field.Property.SetValue(record, null);
            }
        }

        foreach (var field in shape.Fields.Where(field => field.Field.Required && (field.Field.Key || !partial) && !map.TryGet(field.Name, out _)))
        {
            problems.Error(map.Place, Join(path, field.Name), "missing", $"'{field.Name}' is missing; expected {field.Expected}");
        }

        return record;
    }

    /// <returns>The value; null if the default stays.</returns>
    private object? BindField(FieldShape field, YamlNode node, string path)
    {
        if (node is YamlScalar { IsNull: true })
        {
            // An empty list or map is how people write "nothing of that"; an empty required or plain value is a slip.
            if (!field.IsOptional && field.ElementType is null)
            {
                problems.Error(node.Place, path, "wrong_type", $"expected {field.Expected}, found nothing");
            }

            return null;
        }

        return field.ValueType switch
        {
            var type when type == typeof(CommandSetting) => _values.Command(field, node, path),
            var type when type == typeof(FreeMap) => _values.Free(field, node, path),
            var type when type == typeof(OrderedDictionary<string, EnvValue>) => _values.Variables(field, node, path),
            var type when type == typeof(List<string>) => _values.Texts(field, node, path),
            _ when field.IsList => BindList(field, node, path),
            _ when field.ElementType is not null => BindMap(field, node, path),
            { IsClass: true } type when type != typeof(string) => BindSection(field, type, node, path),
            _ => _scalars.Bind(field, node, path),
        };
    }

    private object? BindSection(FieldShape field, Type type, YamlNode node, string path) =>
        node is YamlMap map ? BindRecord(RecordShape.Of(type), map, path) : _scalars.WrongType(field, node, path);

    private object? BindList(FieldShape field, YamlNode node, string path)
    {
        if (node is not YamlList list)
        {
            return _scalars.WrongType(field, node, path);
        }

        var result = (IList)Activator.CreateInstance(field.Property.PropertyType)!;
        for (var index = 0; index < list.Items.Count; index++)
        {
            var itemPath = $"{path}[{index}]";
            if (list.Items[index] is YamlMap map)
            {
                result.Add(BindRecord(RecordShape.Of(field.ElementType!), map, itemPath));
            }
            else
            {
                problems.Error(list.Items[index].Place, itemPath, "wrong_type", $"expected a map, found {Found.Describe(list.Items[index])}");
            }
        }

        return result;
    }

    private object? BindMap(FieldShape field, YamlNode node, string path)
    {
        if (node is not YamlMap map)
        {
            return _scalars.WrongType(field, node, path);
        }

        var result = (IDictionary)Activator.CreateInstance(field.Property.PropertyType)!;
        foreach (var entry in map.Entries.Where(static entry => !entry.Key.StartsWith("x-", StringComparison.Ordinal)))
        {
            var entryPath = Join(path, entry.Key);
            _scalars.CheckName(field.Field.Pattern, entry.Key, entry.KeyPlace, entryPath);
            if (entry.Value is YamlMap or YamlScalar { IsNull: true })
            {
                var value = entry.Value as YamlMap ?? new YamlMap(entry.Value.Place, []);
                result.Add(entry.Key, BindRecord(RecordShape.Of(field.ElementType!), value, entryPath));
            }
            else
            {
                problems.Error(entry.Value.Place, entryPath, "wrong_type", $"expected a map, found {Found.Describe(entry.Value)}");
            }
        }

        return result;
    }

    private void UnknownKey(RecordShape shape, YamlEntry entry, string path)
    {
        if (problems.IsFull)
        {
            return;
        }

        var names = shape.Fields.Select(static field => field.Name).ToList();
        var suggestion = Suggestion.For(entry.Key, names);
        var message = suggestion.Length > 0
            ? $"unknown key '{Found.Cut(entry.Key)}'{suggestion}"
            : $"unknown key '{Found.Cut(entry.Key)}'; expected one of {string.Join(", ", names)}";
        problems.Error(entry.KeyPlace, Join(path, entry.Key), "unknown_key", message);
    }

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";
}
