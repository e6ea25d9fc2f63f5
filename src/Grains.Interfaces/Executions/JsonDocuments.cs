using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Apex.Categories;
using Apex.Layers;

namespace Apex.Executions;

/// <summary>What all documents share: version, names, times, durations. Absent values are null.</summary>
internal static class JsonDocuments
{
    public const int SchemaVersion = 1;

    private static readonly JsonWriterOptions _indented = Options(indented: true);
    private static readonly JsonWriterOptions _oneLine = Options(indented: false);

    public static string ToText(Action<Utf8JsonWriter> write, bool indented)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, indented ? _indented : _oneLine))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    public static void Time(this Utf8JsonWriter json, string name, DateTimeOffset? value)
    {
        if (value is { } time)
        {
            json.WriteString(name, time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"));
        }
        else
        {
            json.WriteNull(name);
        }
    }

    public static void Number(this Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    public static void Flag(this Utf8JsonWriter json, string name, bool? value)
    {
        if (value is { } flag)
        {
            json.WriteBoolean(name, flag);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    /// <summary>Start, end and the milliseconds between them; null while it runs.</summary>
    public static void Span(this Utf8JsonWriter json, DateTimeOffset? start, DateTimeOffset? end)
    {
        json.Time("started_at", start);
        json.Time("finished_at", end);
        json.Number("duration_ms", start is { } from && end is { } to ? (long)Math.Max(0, (to - from).TotalMilliseconds) : null);
    }

    public static void Counts(this Utf8JsonWriter json, TestCounts? counts)
    {
        if (counts is null)
        {
            json.WriteNull("counts");
            return;
        }

        json.WriteStartObject("counts");
        json.WriteNumber("total", counts.Total);
        json.WriteNumber("passed", counts.Passed);
        json.WriteNumber("failed", counts.Failed);
        json.WriteNumber("skipped", counts.Skipped);
        json.WriteNumber("flaky", counts.Flaky);
        json.WriteEndObject();
    }

    /// <summary>Layers in their order, each with what the document says of its categories.</summary>
    public static void Layers(this Utf8JsonWriter json, string name, IEnumerable<LayerSnapshot> layers, Action<CategorySnapshot> category)
    {
        json.WriteStartArray(name);
        foreach (var layer in layers)
        {
            json.WriteStartObject();
            json.WriteString("name", layer.Name);
            json.WriteBoolean("background", layer.Background);
            json.Outcome(layer.State, layer.Verdict);
            json.Span(layer.StartedAt, layer.FinishedAt);
            json.Counts(layer.Counts);
            json.WriteStartArray("categories");
            foreach (var of in layer.Categories)
            {
                category(of);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static void Outcome(this Utf8JsonWriter json, StepState state, Verdict verdict)
    {
        json.WriteString("state", WireNames.Of(state));
        json.WriteString("verdict", WireNames.Of(verdict));
    }

    public static void Labels(this Utf8JsonWriter json, IReadOnlyDictionary<string, string> labels)
    {
        json.WriteStartObject("labels");
        foreach (var (name, value) in labels.OrderBy(static label => label.Key, StringComparer.Ordinal))
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
    }

    /// <summary>A document of one object: its version, then what is written.</summary>
    public static string ToDocument(Action<Utf8JsonWriter> write, bool indented) => ToText(
        json =>
        {
            json.WriteStartObject();
            json.WriteNumber("schema_version", SchemaVersion);
            write(json);
            json.WriteEndObject();
        },
        indented);

    public static void Texts(this Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    // Test names hold <, > and quotes; the documents are never pasted into HTML as they are.
    private static JsonWriterOptions Options(bool indented) => new()
    {
        Indented = indented,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
