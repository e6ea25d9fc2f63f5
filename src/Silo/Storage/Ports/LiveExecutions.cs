using Apex.Persistence;
using Dapper;

namespace Apex.Storage;

/// <summary>The table <c>live_executions</c>.</summary>
internal sealed class LiveExecutions(SqliteStore store) : ILiveExecutions
{
    // Whoever does not ask to share needs the tree for itself. One statement: between two, another could come in.
    private const string Add =
        """
        INSERT INTO live_executions (execution_id, project, working_tree, shared)
        SELECT @execution, @project, @tree, @shared
        WHERE @shared OR NOT EXISTS (SELECT 1 FROM live_executions WHERE working_tree = @tree AND execution_id <> @execution)
        ON CONFLICT (execution_id) DO UPDATE SET project = excluded.project, working_tree = excluded.working_tree, shared = excluded.shared
        RETURNING execution_id
        """;

    private const string Holder = "SELECT execution_id FROM live_executions WHERE working_tree = @tree AND execution_id <> @execution ORDER BY execution_id LIMIT 1";

    private const string List =
        "SELECT execution_id AS Execution, project AS Project, working_tree AS WorkingTree, shared AS Shared FROM live_executions ORDER BY execution_id";

    public async Task<string?> TryAddAsync(LiveExecution execution)
    {
        SqlArgument[] arguments =
        [
            new("execution", execution.Execution),
            new("project", execution.Project),
            new("tree", execution.WorkingTree),
            new("shared", execution.Shared),
        ];
        while (true)
        {
            if (!(await store.Writer.ExecuteAsync(Add, arguments)).IsEmpty)
            {
                return null;
            }

            if (store.Readers.Execute(Holder, arguments).Rows is [[string holder]])
            {
                return holder;
            }

            // The holder left between the two: the tree is free, try again.
        }
    }

    public Task RemoveAsync(string execution) =>
        store.Writer.ExecuteAsync("DELETE FROM live_executions WHERE execution_id = @execution", new SqlArgument("execution", execution));

    public Task<IReadOnlyList<LiveExecution>> ListAsync() => store.Readers.UseAsync<IReadOnlyList<LiveExecution>>(session =>
        [.. session.Connection.Query<Row>(List).Select(row => new LiveExecution(row.Execution, row.Project, row.WorkingTree, row.Shared))]);

    private sealed class Row
    {
        public string Execution { get; init; } = "";

        public string Project { get; init; } = "";

        public string WorkingTree { get; init; } = "";

        public bool Shared { get; init; }
    }
}
