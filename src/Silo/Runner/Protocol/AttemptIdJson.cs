using System.Text.Json;
using System.Text.Json.Serialization;
using Apex.Categories;

namespace Apex.Runner;

/// <summary>An attempt id travels as its text.</summary>
internal sealed class AttemptIdJson : JsonConverter<AttemptId>
{
    public override AttemptId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return AttemptId.Parse(reader.GetString() ?? "");
        }
        catch (FormatException error)
        {
            throw new JsonException(error.Message, error);
        }
    }

    public override void Write(Utf8JsonWriter writer, AttemptId value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
