using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Apex.Configuration.Yaml;

namespace Apex.Configuration.Binding;

/// <summary>A free map as JSON. Plain true, false, null and decimal numbers keep their type, all else is text.</summary>
internal static class JsonText
{
    public static string Of(YamlMap map)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, map);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, YamlNode node)
    {
        switch (node)
        {
            case YamlMap map:
                writer.WriteStartObject();
                foreach (var entry in map.Entries)
                {
                    writer.WritePropertyName(Clean(entry.Key));
                    Write(writer, entry.Value);
                }

                writer.WriteEndObject();
                break;
            case YamlList list:
                writer.WriteStartArray();
                foreach (var item in list.Items)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case YamlScalar scalar:
                WriteScalar(writer, scalar);
                break;
        }
    }

    private static void WriteScalar(Utf8JsonWriter writer, YamlScalar scalar)
    {
        if (scalar.IsNull)
        {
            writer.WriteNullValue();
        }
        else if (scalar is { IsPlain: true, Value: "true" or "false" })
        {
            writer.WriteBooleanValue(scalar.Value == "true");
        }
        else if (scalar.IsPlain && IsJsonNumber(scalar.Value))
        {
            writer.WriteRawValue(scalar.Value);
        }
        else
        {
            writer.WriteStringValue(Clean(scalar.Value));
        }
    }

    private static bool IsJsonNumber(string text) =>
        text.Length <= 30
        && text[^1] != '.'
        && (char.IsAsciiDigit(text[0]) || (text[0] == '-' && text.Length > 1 && char.IsAsciiDigit(text[1])))
        && (text.TrimStart('-') is ['0'] or ['0', '.', ..] or [not '0', ..])
        && decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _);

    /// <summary>Half a surrogate pair cannot be written as UTF-8.</summary>
    private static string Clean(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
