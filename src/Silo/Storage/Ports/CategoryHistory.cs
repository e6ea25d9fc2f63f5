using System.Text.Json;
using Apex.Persistence;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Apex.Storage;

/// <summary>The table <c>category_history</c>, kept by a trigger on the rows of categories.</summary>
internal sealed class CategoryHistory(SqliteStore store, IOptions<ClusterOptions> cluster) : ICategoryHistory
{
    /// <summary>Names that a project once had stay; a plan has at most so many.</summary>
    private const int Most = 20_000;

    private const string All = "SELECT category, average_ms FROM category_history WHERE project = @project LIMIT @limit";

    // CROSS: from each wanted name to its row. The other way round, the list would be parsed anew for each row of the project.
    internal const string Some = """
        SELECT history.category, history.average_ms
        FROM json_each(@categories) AS wanted
        CROSS JOIN category_history AS history ON history.project = @project AND history.category = wanted.value
        """;

    // The rows of the few executions in which the project's categories last ended, each a range of keys.
    private const string Failed = """
        WITH ends AS (SELECT DISTINCT last_execution AS execution FROM category_history WHERE project = @project)
        SELECT history.category
        FROM ends
        JOIN OrleansStorage AS row ON row.ServiceId = @service AND row.GrainTypeString = 'category'
            AND row.GrainIdExtensionString >= ends.execution || '/' AND row.GrainIdExtensionString < ends.execution || '0'
        JOIN category_history AS history ON history.project = @project
            AND history.category = CAST(row.PayloadBinary AS TEXT) ->> '$.category' AND history.last_execution = ends.execution
        WHERE row.PayloadBinary IS NOT NULL AND CAST(row.PayloadBinary AS TEXT) ->> '$.verdict' <> 'passed'
        LIMIT @limit
        """;

    public Task<IReadOnlyDictionary<string, long>> ReadAsync(string project) => DurationsAsync(All, new("project", project), new("limit", Most));

    public Task<IReadOnlyDictionary<string, long>> ReadAsync(string project, IReadOnlyCollection<string> categories) =>
        DurationsAsync(Some, new("project", project), new("categories", JsonSerializer.Serialize(categories)));

    public Task<IReadOnlySet<string>> FailedAsync(string project) => store.Readers.UseAsync<IReadOnlySet<string>>(session =>
        session.Execute(Failed, [new("project", project), new("service", cluster.Value.ServiceId), new("limit", Most)]).Rows.Select(static row => (string)row[0]!).ToHashSet());

    private Task<IReadOnlyDictionary<string, long>> DurationsAsync(string text, params SqlArgument[] arguments) =>
        store.Readers.UseAsync<IReadOnlyDictionary<string, long>>(session =>
            session.Execute(text, arguments).Rows.ToDictionary(static row => (string)row[0]!, static row => (long)Math.Round((double)row[1]!)));
}
