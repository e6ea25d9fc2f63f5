using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Apex.Planning;

namespace Apex.Output;

/// <summary>Small documents of the client's own.</summary>
internal static class Json
{
    private static readonly JsonSerializerOptions _indented = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions _oneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode?)text)]);

    public static JsonObject Criteria(SuccessCriteria criteria) => new()
    {
        ["min_pass_rate"] = criteria.MinPassRate,
        ["max_failures"] = criteria.MaxFailures,
        ["critical_must_pass"] = criteria.CriticalMustPass,
        ["allow_partial"] = criteria.AllowPartial,
    };

    public static string Text(JsonNode node, OutputFormat format) => node.ToJsonString(format == OutputFormat.Jsonl ? _oneLine : _indented);
}
