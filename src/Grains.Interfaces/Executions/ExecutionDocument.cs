using System.Text.Json;
using Apex.Categories;

namespace Apex.Executions;

/// <summary>The JSON document of one execution: <c>apex status ID -o json</c>, <c>apex run -o json</c>, and the HTTP answer.</summary>
/// <remarks>A public contract (SPEC 4): members are added, never renamed or removed within a <c>schema_version</c>.</remarks>
public static class ExecutionDocument
{
    /// <summary>The document as text, without a line end.</summary>
    public static string ToJson(ExecutionSnapshot execution, bool indented = true) => JsonDocuments.ToText(json => Write(json, execution), indented);

    /// <summary>Writes the document as one object.</summary>
    public static void Write(Utf8JsonWriter json, ExecutionSnapshot execution)
    {
        json.WriteStartObject();
        json.WriteNumber("schema_version", JsonDocuments.SchemaVersion);
        json.WriteString("id", execution.Id);
        json.WriteString("project", execution.Project);
        json.WriteString("region", execution.Region);
        json.WriteString("mode", execution.Mode);
        json.WriteString("environment", execution.Environment);
        json.WriteString("commit", execution.Commit);
        json.WriteString("branch", execution.Branch);
        json.Flag("dirty", execution.Dirty);
        json.Labels(execution.Labels);
        json.WriteString("thread_id", execution.ThreadId);
        json.WriteString("plan_hash", execution.PlanHash);
        json.WriteString("parent", execution.Parent);
        json.WriteString("configuration", execution.ConfigurationPath);
        json.WriteString("state", WireNames.Of(execution.State));
        json.WriteString("verdict", WireNames.Of(execution.Verdict));
        json.Span(execution.StartedAt, execution.FinishedAt);
        json.Counts(execution.Counts);
        WriteServices(json, execution);
        json.Layers("layers", execution.Layers.Where(layer => !layer.Background), category => WriteCategory(json, category));
        json.Layers("background", execution.Layers.Where(layer => layer.Background), category => WriteCategory(json, category));
        WriteFailures(json, execution);
        WriteWarnings(json, execution);
        json.WriteEndObject();
    }

    private static void WriteServices(Utf8JsonWriter json, ExecutionSnapshot execution)
    {
        json.WriteStartArray("services");
        foreach (var service in execution.Services)
        {
            json.WriteStartObject();
            json.WriteString("name", service.Name);
            json.WriteString("state", WireNames.Of(service.Phase));
            json.WriteString("host", service.Host);
            json.WriteBoolean("started_by_apex", service.Started);
            json.WriteString("reason", service.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteCategory(Utf8JsonWriter json, CategorySnapshot category)
    {
        json.WriteStartObject();
        json.WriteString("name", category.Name);
        json.Outcome(category.State, category.Verdict);
        json.Span(category.StartedAt, category.FinishedAt);
        json.Counts(category.Counts);
        json.WriteStartArray("attempts");
        foreach (var attempt in category.Attempts)
        {
            WriteAttempt(json, attempt);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteAttempt(Utf8JsonWriter json, AttemptSnapshot attempt)
    {
        var report = attempt.Report;
        json.WriteStartObject();
        json.WriteNumber("number", attempt.Number);
        json.WriteNumber("epoch", attempt.Epoch);
        json.WriteString("host", attempt.Host);
        json.WriteString("state", WireNames.Of(attempt.State));
        json.WriteString("verdict", report is null ? null : WireNames.Of(report.Verdict));
        json.WriteString("class", report is null ? null : WireNames.Of(report.Class));
        json.Number("exit_code", report?.ExitCode);
        json.WriteString("signal", report?.Signal);
        json.Time("started_at", report?.StartedAt ?? attempt.StartedAt);
        json.Time("finished_at", report?.FinishedAt);
        json.Number("duration_ms", report?.DurationMs);
        json.Number("peak_memory_mb", report?.PeakMemoryMb);
        json.Number("cpu_ms", report?.CpuMs);
        json.Number("log_bytes", report?.LogBytes);
        json.Number("leftover_processes", report?.LeftoverProcesses);
        json.Texts("reports", report?.Reports ?? []);
        json.Texts("artifacts", report?.Artifacts?.Paths() ?? []);
        json.WriteEndObject();
    }

    private static void WriteFailures(Utf8JsonWriter json, ExecutionSnapshot execution)
    {
        json.WriteStartArray("failures");
        foreach (var failure in ExecutionFailures.Of(execution))
        {
            json.WriteStartObject();
            json.WriteString("layer", failure.Layer);
            json.WriteString("category", failure.Category);
            json.WriteString("test", failure.Test);
            json.WriteString("file", failure.File);
            json.Number("line", failure.Line);
            json.WriteString("message", failure.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteWarnings(Utf8JsonWriter json, ExecutionSnapshot execution)
    {
        json.WriteStartArray("warnings");
        foreach (var warning in ExecutionWarnings.Of(execution))
        {
            json.WriteStartObject();
            json.WriteString("code", warning.Code);
            json.WriteString("message", warning.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
