using System.Text.Json;
using Apex.Executions;
using Apex.Persistence;
using Dapper;

namespace Apex.Storage;

/// <summary>The read model <c>executions</c>, kept by triggers on the rows of executions.</summary>
internal sealed class ExecutionRows(SqliteStore store) : IExecutionRows
{
    private const string Columns =
        """
        SELECT execution_id AS Id, project AS Project, mode AS Mode, environment AS Environment, branch AS Branch, commit_id AS CommitId,
               state AS State, verdict AS Verdict, created_at AS CreatedAt, started_at AS StartedAt, finished_at AS FinishedAt
        FROM executions
        """;

    private const string Counts =
        """
        SELECT count(*) FILTER (WHERE state = 'queued') AS Queued, count(*) FILTER (WHERE state = 'completed') AS Done, count(*) AS Total
        FROM executions
        """;

    /// <summary>One read transaction: numbers and lists are of the same moment.</summary>
    public Task<ExecutionOverview> OverviewAsync(int live, int completed) => store.Readers.UseAsync(session =>
    {
        using var moment = session.Connection.BeginTransaction(deferred: true);
        var counts = session.Connection.QuerySingle<CountRow>(Counts, transaction: moment);
        var overview = new ExecutionOverview
        {
            Queued = counts.Queued,
            Running = counts.Total - counts.Queued - counts.Done,
            Done = counts.Done,
            Live = Read("state <> 'completed'", live),
            Recent = Read("state = 'completed'", completed),
        };
        moment.Commit();
        return overview;

        List<ExecutionListItem> Read(string condition, int limit) =>
        [
            .. session.Connection
                .Query<Row>($"{Columns}\nWHERE {condition}\nORDER BY created_at DESC, execution_id DESC LIMIT @limit", new { limit }, moment)
                .Select(row => row.ToItem()),
        ];
    });

    public Task<IReadOnlyList<ExecutionListItem>> ListAsync(ExecutionListQuery query)
    {
        List<string> conditions = [];
        Add(query.Project is not null, "project = @project");
        Add(query.LiveOnly, "state <> 'completed'");
        Add(query.Before is not null, "created_at < @before");
        var where = conditions.Count == 0 ? "" : $"WHERE {string.Join(" AND ", conditions)}";
        var arguments = new
        {
            project = query.Project,
            before = query.Before is { } before ? ApexJson.TimeText(before) : null,
            limit = Math.Clamp(query.Limit, 1, 1000),
        };
        return store.Readers.UseAsync<IReadOnlyList<ExecutionListItem>>(session =>
        [
            .. session.Connection
                .Query<Row>($"{Columns}\n{where}\nORDER BY created_at DESC, execution_id DESC LIMIT @limit", arguments)
                .Select(row => row.ToItem()),
        ]);

        void Add(bool wanted, string condition)
        {
            if (wanted)
            {
                conditions.Add(condition);
            }
        }
    }

    private sealed class CountRow
    {
        public int Queued { get; init; }

        public int Done { get; init; }

        public int Total { get; init; }
    }

    private sealed class Row
    {
        public string Id { get; init; } = "";

        public string Project { get; init; } = "";

        public string Mode { get; init; } = "";

        public string Environment { get; init; } = "";

        public string? Branch { get; init; }

        public string? CommitId { get; init; }

        public string State { get; init; } = "";

        public string Verdict { get; init; } = "";

        public string CreatedAt { get; init; } = "";

        public string? StartedAt { get; init; }

        public string? FinishedAt { get; init; }

        public ExecutionListItem ToItem() => new()
        {
            Id = Id,
            Project = Project,
            Mode = Mode,
            Environment = Environment,
            Branch = Branch,
            Commit = CommitId,
            State = Parse<ExecutionState>(State),
            Verdict = Parse<Verdict>(Verdict),
            CreatedAt = ApexJson.ParseTime(CreatedAt),
            StartedAt = StartedAt is null ? null : ApexJson.ParseTime(StartedAt),
            FinishedAt = FinishedAt is null ? null : ApexJson.ParseTime(FinishedAt),
        };

        private static TEnum Parse<TEnum>(string name)
            where TEnum : struct, Enum =>
            Enum.GetValues<TEnum>().First(value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()) == name);
    }
}
