using Apex.Persistence;
using Apex.Progress;

namespace Apex.Storage;

/// <summary>The table <c>events</c>, filled by the statement that writes state rows.</summary>
/// <remarks>Read after each commit of an execution that somebody watches: by a statement that stays prepared.</remarks>
internal sealed class EventLog(SqliteStore store) : IEventLog
{
    private const string Select =
        """
        SELECT id & 0xFFFFFFFF, type, timestamp, layer, category, attempt, agent, data
        FROM event_logs
        JOIN events ON id > (number << 32) + @after AND id < (number + 1) << 32
        WHERE execution_id = @execution
        ORDER BY id
        LIMIT @limit
        """;

    public Task<IReadOnlyList<ProgressEvent>> ReadAsync(string execution, long after, int limit)
    {
        SqlArgument[] arguments = [new("execution", execution), new("after", after), new("limit", limit)];
        return store.Readers.UseAsync<IReadOnlyList<ProgressEvent>>(session =>
            [.. session.Execute(Select, arguments).Rows.Select(row => ToEvent(execution, row))]);
    }

    private static ProgressEvent ToEvent(string execution, object?[] row) => new()
    {
        Seq = (long)row[0]!,
        Type = (string)row[1]!,
        Timestamp = ApexJson.ParseTime((string)row[2]!),
        ExecutionId = execution,
        Layer = (string?)row[3],
        Category = (string?)row[4],
        Attempt = row[5] is long attempt ? (int)attempt : null,
        Agent = (string?)row[6],
        Data = (string)row[7]!,
    };
}
