using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Apex.Configuration;

namespace Apex.Output;

/// <summary><c>{error:{code, message, details:[{file, line, column, path, message}]}}</c> on stderr.</summary>
internal static class ErrorDocument
{
    public static string ToJson(CliException failure, bool indented)
    {
        using var buffer = new MemoryStream();
        var options = new JsonWriterOptions { Indented = indented, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var json = new Utf8JsonWriter(buffer, options))
        {
            Write(json, failure);
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void Write(Utf8JsonWriter json, CliException failure)
    {
        json.WriteStartObject();
        json.WriteStartObject("error");
        json.WriteString("code", failure.Code);
        json.WriteString("message", failure.Message);
        json.WriteStartArray("details");
        foreach (var problem in failure.Details.Concat(failure.Reasons.Select(static reason => new ConfigurationProblem { Message = reason })))
        {
            json.WriteStartObject();
            json.WriteString("file", problem.File);
            Place(json, "line", problem.Line);
            Place(json, "column", problem.Column);
            json.WriteString("path", problem.Path.Length > 0 ? problem.Path : null);
            json.WriteString("message", problem.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Place(Utf8JsonWriter json, string name, int value)
    {
        if (value > 0)
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
