using System.Text.Json;

namespace Apex.Executions;

/// <summary>The JSON documents of <c>apex list</c> and of a detached start.</summary>
public static class ExecutionListDocument
{
    /// <summary><c>{schema_version, executions:[…]}</c>, newest first.</summary>
    public static string ToJson(IEnumerable<ExecutionListItem> executions, bool indented = true) => JsonDocuments.ToDocument(
        json =>
        {
            json.WriteStartArray("executions");
            foreach (var execution in executions)
            {
                WriteItem(json, execution);
            }

            json.WriteEndArray();
        },
        indented);

    /// <summary>One execution of the list as one line.</summary>
    public static string ToLine(ExecutionListItem execution) => JsonDocuments.ToText(json => WriteItem(json, execution), indented: false);

    /// <summary><c>{schema_version, id}</c>: what <c>apex run --detach -o json</c> prints.</summary>
    public static string Started(string id, bool indented = true) => JsonDocuments.ToDocument(json => json.WriteString("id", id), indented);

    /// <summary>Writes one execution of the list as an object.</summary>
    public static void WriteItem(Utf8JsonWriter json, ExecutionListItem execution)
    {
        json.WriteStartObject();
        json.WriteString("id", execution.Id);
        json.WriteString("project", execution.Project);
        json.WriteString("mode", execution.Mode);
        json.WriteString("environment", execution.Environment);
        json.WriteString("branch", execution.Branch);
        json.WriteString("commit", execution.Commit);
        json.WriteString("state", WireNames.Of(execution.State));
        json.WriteString("verdict", WireNames.Of(execution.Verdict));
        json.Time("created_at", execution.CreatedAt);
        json.Span(execution.StartedAt, execution.FinishedAt);
        json.WriteEndObject();
    }
}
