using System.Text.Json;
using Apex.Categories;
using Apex.Executions;

namespace Apex.Results;

/// <summary>The JSON document of <c>apex results ID -o json</c>.</summary>
/// <remarks>A public contract: members are added, never renamed or removed within a <c>schema_version</c>.</remarks>
public static class ResultsDocument
{
    /// <summary>The document as text, without a line end.</summary>
    /// <param name="results">What to write.</param>
    /// <param name="rerun">The command that runs a category again.</param>
    /// <param name="indented">False for one line.</param>
    public static string ToJson(ExecutionResults results, Func<CategoryTest, string> rerun, bool indented = true) => JsonDocuments.ToText(
        json =>
        {
            var execution = results.Execution;
            json.WriteStartObject();
            json.WriteNumber("schema_version", JsonDocuments.SchemaVersion);
            json.WriteString("id", execution.Id);
            json.WriteString("parent", execution.Parent);
            json.WriteString("project", execution.Project);
            json.WriteString("mode", execution.Mode);
            json.WriteString("environment", execution.Environment);
            json.WriteString("state", WireNames.Of(execution.State));
            json.WriteString("verdict", WireNames.Of(execution.Verdict));
            json.Span(execution.StartedAt, execution.FinishedAt);
            json.Counts(execution.Counts);
            WriteTests(json, "failures", results.Failures, rerun);
            json.WriteNumber("failures_omitted", results.FailuresOmitted);
            WriteTests(json, "flaky", results.Flaky, rerun);
            json.Layers("layers", execution.Layers, category => WriteCategory(json, category));
            json.WriteEndObject();
        },
        indented);

    private static void WriteTests(Utf8JsonWriter json, string name, IReadOnlyList<CategoryTest> tests, Func<CategoryTest, string> rerun)
    {
        json.WriteStartArray(name);
        foreach (var entry in tests)
        {
            json.WriteStartObject();
            json.WriteString("layer", entry.Layer);
            json.WriteString("category", entry.Category);
            json.Number("attempt", entry.Attempt);
            json.WriteString("verdict", WireNames.Of(entry.Verdict));
            json.WriteString("test", entry.Test?.Name);
            json.WriteString("suite", entry.Test?.Suite);
            json.WriteString("file", entry.Test?.File);
            json.Number("line", entry.Test?.Line);
            json.Number("duration_ms", entry.Test?.DurationMs is { } duration ? (long)Math.Round(duration) : null);
            json.WriteString("message", entry.Test is null ? entry.Reason : entry.Test.Message);
            json.WriteString("trace", entry.Test?.Trace);
            json.WriteString("rerun", rerun(entry));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteCategory(Utf8JsonWriter json, CategorySnapshot category)
    {
        var last = category.Attempts.LastOrDefault()?.Report;
        json.WriteStartObject();
        json.WriteString("name", category.Name);
        json.Outcome(category.State, category.Verdict);
        json.WriteString("class", last is null ? null : WireNames.Of(last.Class));
        json.WriteString("reason", category.Reason);
        json.Span(category.StartedAt, category.FinishedAt);
        json.Counts(category.Counts);
        json.WriteNumber("attempts", category.Attempts.Count);
        json.Texts("reports", last?.Reports ?? []);
        json.Texts("artifacts", last?.Artifacts?.Paths() ?? []);
        json.WriteEndObject();
    }
}
