using System.Text.Json;
using Apex.Executions;

namespace Apex.Progress;

/// <summary>The JSON envelope of an event (SPEC 5): one object a line, the same from the CLI and over HTTP. Members that do not apply are left out.</summary>
public static class EventDocument
{
    /// <summary>The envelope as one line, without a line end.</summary>
    public static string ToLine(ProgressEvent progress) => JsonDocuments.ToText(json => Write(json, progress), indented: false);

    /// <summary>Writes the envelope as one object.</summary>
    public static void Write(Utf8JsonWriter json, ProgressEvent progress)
    {
        json.WriteStartObject();
        json.WriteNumber("seq", progress.Seq);
        json.WriteString("type", progress.Type);
        json.Time("timestamp", progress.Timestamp);
        json.WriteString("execution_id", progress.ExecutionId);
        Optional(json, "layer", progress.Layer);
        Optional(json, "category", progress.Category);
        if (progress.Attempt is { } attempt)
        {
            json.WriteNumber("attempt", attempt);
        }

        Optional(json, "agent", progress.Agent);
        json.WritePropertyName("data");
        using var data = JsonDocument.Parse(progress.Data);
        data.RootElement.WriteTo(json);
        json.WriteEndObject();
    }

    private static void Optional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
