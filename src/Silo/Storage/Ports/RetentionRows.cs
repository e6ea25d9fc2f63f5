using Apex.Persistence;
using Apex.Retention;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Apex.Storage;

/// <summary>Finds and removes the rows of executions that have been kept long enough.</summary>
internal sealed class RetentionRows(SqliteStore store, IOptions<ClusterOptions> cluster) : IRetentionRows
{
    // Another region's executions are listed in the same table: only its own grains may remove them.
    private const string Own =
        "EXISTS (SELECT 1 FROM OrleansStorage AS row WHERE row.ServiceId = @service AND row.GrainTypeString = 'execution' AND row.GrainIdExtensionString = execution.execution_id)";

    // A background task has its own time; the id of an idempotency key is a UUIDv8 (ExecutionId). One that ended just now is kept, however many there are: somebody is about to read it.
    private const string Expired =
        $"""
        SELECT execution.execution_id
        FROM executions AS execution
        LEFT JOIN background_tasks AS task ON task.execution_id = execution.execution_id
        WHERE execution.state = 'completed'
          AND {Own}
          AND (execution.finished_at <= @keyed_before OR substr(execution.execution_id, 15, 1) <> '8')
          AND CASE WHEN task.execution_id IS NULL
              THEN execution.finished_at <= @before
                OR (execution.finished_at <= @recent AND (execution.created_at, execution.execution_id) <= (
                    SELECT execution.created_at, execution.execution_id
                    FROM executions AS execution
                    WHERE execution.state = 'completed' AND {Own} AND execution.execution_id NOT IN (SELECT execution_id FROM background_tasks)
                    ORDER BY execution.created_at DESC, execution.execution_id DESC
                    LIMIT 1 OFFSET @keep))
              ELSE task.expires_at <= @now OR execution.finished_at <= @lane_before END
        ORDER BY execution.created_at, execution.execution_id
        LIMIT @limit
        """;

    private const string Ends = "SELECT execution_id, CASE state WHEN 'completed' THEN finished_at END FROM executions";

    /// <summary>Rows in one statement: an execution may have a hundred thousand categories, and the writer has others to serve.</summary>
    private const int Piece = 500;

    // '0' is the character after '/': everything below the execution is one range of keys.
    private const string RemoveSteps =
        """
        DELETE FROM OrleansStorage WHERE rowid IN (
            SELECT rowid FROM OrleansStorage
            WHERE ServiceId = @service AND GrainTypeString = @type AND GrainIdExtensionString > @execution || '/' AND GrainIdExtensionString < @execution || '0'
            LIMIT @piece)
        """;

    private const string RemoveEvents =
        """
        DELETE FROM events WHERE id IN (
            SELECT id FROM events
            WHERE id >= (SELECT number FROM event_logs WHERE execution_id = @execution) << 32 AND id < ((SELECT number FROM event_logs WHERE execution_id = @execution) + 1) << 32
            LIMIT @piece)
        """;

    // Last, and together: as long as the execution is listed it is found again, and what was begun goes on.
    private const string RemoveExecution =
        """
        DELETE FROM event_logs WHERE execution_id = @execution;
        DELETE FROM background_tasks WHERE execution_id = @execution;
        DELETE FROM OrleansStorage WHERE ServiceId = @service AND GrainTypeString = 'execution' AND GrainIdExtensionString = @execution;
        DELETE FROM executions WHERE execution_id = @execution;
        """;

    public Task<IReadOnlyList<string>> ExpiredAsync(ExpiredQuery query) => store.Readers.UseAsync<IReadOnlyList<string>>(session =>
    [
        .. session.Execute(
            Expired,
            [
                new("service", cluster.Value.ServiceId),
                new("now", ApexJson.TimeText(query.Now)),
                new("before", ApexJson.TimeText(query.EndedBefore)),
                new("lane_before", query.LaneEndedBefore is { } lane ? ApexJson.TimeText(lane) : null),
                new("keyed_before", ApexJson.TimeText(query.KeyedEndedBefore)),
                new("recent", ApexJson.TimeText(query.Recent)),
                new("keep", query.Keep),
                new("limit", query.Limit),
            ]).Rows.Select(static row => (string)row[0]!),
    ]);

    public async Task RemoveAsync(string execution)
    {
        foreach (var type in (string[])[StateNames.Category, StateNames.Layer])
        {
            await InPiecesAsync(RemoveSteps, execution, type);
        }

        await InPiecesAsync(RemoveEvents, execution, null);
        await store.Writer.ExecuteAsync(RemoveExecution, new SqlArgument("service", cluster.Value.ServiceId), new SqlArgument("execution", execution));
    }

    public Task<IReadOnlyDictionary<string, DateTimeOffset?>> EndsAsync() => store.Readers.UseAsync<IReadOnlyDictionary<string, DateTimeOffset?>>(session =>
        session.Execute(Ends, []).Rows.ToDictionary(static row => (string)row[0]!, static row => row[1] is string at ? ApexJson.ParseTime(at) : (DateTimeOffset?)null));

    private async Task InPiecesAsync(string text, string execution, string? type)
    {
        SqlArgument[] arguments = [new("service", cluster.Value.ServiceId), new("execution", execution), new("type", type), new("piece", Piece)];
        while ((await store.Writer.ExecuteAsync(text, arguments)).Changes == Piece)
        {
        }
    }
}
