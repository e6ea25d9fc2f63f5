using Apex.Persistence;
using Apex.Progress;
using Dapper;

namespace Apex.Storage;

/// <summary>The table <c>events</c>, filled by the statement that writes state rows.</summary>
internal sealed class EventLog(SqliteStore store) : IEventLog
{
    private const string Select =
        """
        SELECT id & 0xFFFFFFFF AS Seq, type AS Type, timestamp AS Timestamp, layer AS Layer, category AS Category, attempt AS Attempt, agent AS Agent, data AS Data
        FROM event_logs
        JOIN events ON id > (number << 32) + @after AND id < (number + 1) << 32
        WHERE execution_id = @execution
        ORDER BY id
        LIMIT @limit
        """;

    public Task<IReadOnlyList<ProgressEvent>> ReadAsync(string execution, long after, int limit) =>
        store.Readers.UseAsync<IReadOnlyList<ProgressEvent>>(session =>
            [.. session.Connection.Query<Row>(Select, new { execution, after, limit }).Select(row => row.ToEvent(execution))]);

    private sealed class Row
    {
        public long Seq { get; init; }

        public string Type { get; init; } = "";

        public string Timestamp { get; init; } = "";

        public string? Layer { get; init; }

        public string? Category { get; init; }

        public int? Attempt { get; init; }

        public string? Agent { get; init; }

        public string Data { get; init; } = "{}";

        public ProgressEvent ToEvent(string execution) => new()
        {
            Seq = Seq,
            Type = Type,
            Timestamp = ApexJson.ParseTime(Timestamp),
            ExecutionId = execution,
            Layer = Layer,
            Category = Category,
            Attempt = Attempt,
            Agent = Agent,
            Data = Data,
        };
    }
}
