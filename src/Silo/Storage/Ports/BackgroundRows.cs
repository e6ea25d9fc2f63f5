using Apex.Background;
using Apex.Executions;
using Apex.Persistence;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Apex.Storage;

/// <summary>Rows of executions that are in the index <c>background_tasks</c>.</summary>
internal sealed class BackgroundRows(SqliteStore store, IOptions<ClusterOptions> cluster) : IBackgroundRows
{
    private const string Rows =
        """
        SELECT row.PayloadBinary
        FROM background_tasks AS task
        JOIN OrleansStorage AS row ON row.ServiceId = @service AND row.GrainTypeString = @type AND row.GrainIdExtensionString = task.execution_id
        WHERE row.PayloadBinary IS NOT NULL
        """;

    private const string Live = $"{Rows} AND task.live ORDER BY task.at, task.execution_id";

    private const string Ended =
        $"""
        {Rows} AND NOT task.live
          AND (@since IS NULL OR task.at >= @since)
          AND (@category IS NULL OR EXISTS (SELECT 1 FROM json_each(CAST(row.PayloadBinary AS TEXT), '$.background.categories') WHERE value = @category))
        ORDER BY task.at DESC, task.execution_id DESC
        LIMIT @limit
        """;

    private const string One = $"{Rows} AND task.execution_id = @execution";

    public Task<IReadOnlyList<ExecutionRecord>> LiveAsync() => ReadAsync(Live);

    public Task<IReadOnlyList<ExecutionRecord>> EndedAsync(BackgroundQuery query) => ReadAsync(
        Ended,
        new("since", query.Since is { } since ? ApexJson.TimeText(since) : null),
        new("category", query.Category),
        new("limit", query.Limit));

    public async Task<ExecutionRecord?> FindAsync(string execution) => (await ReadAsync(One, new SqlArgument("execution", execution))).SingleOrDefault();

    private Task<IReadOnlyList<ExecutionRecord>> ReadAsync(string text, params IReadOnlyList<SqlArgument> more)
    {
        SqlArgument[] arguments = [new("service", cluster.Value.ServiceId), new("type", StateNames.Execution), .. more];
        return store.Readers.UseAsync<IReadOnlyList<ExecutionRecord>>(session =>
            [.. session.Execute(text, arguments).Rows.Select(static row => ApexJson.Deserialize<ExecutionRecord>((byte[])row[0]!))]);
    }
}
