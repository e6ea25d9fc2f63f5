using System.Text.Json;
using Apex.Executions;

namespace Apex.Background;

/// <summary>The JSON documents of <c>apex background list</c>, <c>status</c>, <c>cancel</c> and <c>results</c>.</summary>
public static class BackgroundDocument
{
    /// <summary><c>{schema_version, max_concurrent, running, queued, tasks:[…]}</c>.</summary>
    public static string ToJson(BackgroundSnapshot lane, bool indented = true) => JsonDocuments.ToDocument(
        json =>
        {
            json.WriteNumber("max_concurrent", lane.MaxConcurrent);
            json.WriteNumber("running", lane.Running);
            json.WriteNumber("queued", lane.Queued);
            json.WriteStartArray("tasks");
            foreach (var task in lane.Tasks)
            {
                json.WriteStartObject();
                WriteTask(json, task);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        },
        indented);

    /// <summary>One task: <c>{schema_version, id, …}</c>.</summary>
    public static string ToJson(BackgroundTask task, bool indented = true) => JsonDocuments.ToDocument(json => WriteTask(json, task), indented);

    private static void WriteTask(Utf8JsonWriter json, BackgroundTask task)
    {
        json.WriteString("id", task.Id);
        json.WriteString("project", task.Project);
        json.WriteString("environment", task.Environment);
        json.WriteString("branch", task.Branch);
        json.WriteString("commit", task.Commit);
        json.Labels(task.Labels);
        json.Texts("layers", task.Layers);
        json.Texts("categories", task.Categories);
        json.WriteNumber("priority", task.Priority);
        json.Number("position", task.Position);
        json.WriteString("state", WireNames.Of(task.State));
        json.WriteString("verdict", WireNames.Of(task.Verdict));
        json.WriteString("waiting", task.Waiting);
        json.WriteString("message", task.Message);
        json.Time("queued_at", task.QueuedAt);
        json.Span(task.StartedAt, task.FinishedAt);
        json.WriteNumber("timeout_ms", task.TimeoutMs);
        json.Counts(task.Counts);
    }
}
