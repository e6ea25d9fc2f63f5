using System.Collections;
using System.Globalization;
using System.Text.Json;
using Apex.Contracts.Tests.Contracts;

namespace Apex.Contracts.Tests.Wire;

/// <summary>A message as lines <c>path = value</c>, one for each leaf.</summary>
internal static class Fields
{
    public static SortedDictionary<string, string> Of(object? message)
    {
        var fields = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Add(fields, "", message);
        return fields;
    }

    private static void Add(SortedDictionary<string, string> fields, string path, object? value)
    {
        switch (value)
        {
            case byte[] bytes:
                fields[path] = Convert.ToHexStringLower(bytes);
                break;
            case IDictionary dictionary:
                foreach (DictionaryEntry entry in dictionary)
                {
                    Add(fields, $"{path}[{JsonSerializer.Serialize(entry.Key)}]", entry.Value);
                }

                break;
            case IList list:
                for (var index = 0; index < list.Count; index++)
                {
                    Add(fields, $"{path}[{index}]", list[index]);
                }

                break;
            case not null when !value.GetType().IsEnum && ContractTypes.Members(value.GetType()).Any():
                foreach (var (_, property) in ContractTypes.Members(value.GetType()))
                {
                    Add(fields, path.Length == 0 ? property.Name : $"{path}.{property.Name}", property.GetValue(value));
                }

                break;
            default:
                fields[path] = Leaf(value);
                break;
        }
    }

    private static string Leaf(object? value) => value switch
    {
        null => "null",
        string text => JsonSerializer.Serialize(text),
        DateTimeOffset time => time.ToString("O", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
