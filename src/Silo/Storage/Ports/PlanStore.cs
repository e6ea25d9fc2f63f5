using System.Collections.Concurrent;
using Apex.Persistence;
using Apex.Planning;

namespace Apex.Storage;

/// <summary>Plans in the table <c>plans</c>.</summary>
/// <remarks>Nothing here returns to the scheduler of the grain that asked first: others wait for the same task, and that grain may end.</remarks>
internal sealed class PlanStore(SqliteStore store) : IPlanStore
{
    private const string Insert =
        "INSERT INTO plans (hash, chunk, chunks, data) VALUES (@hash, @chunk, @chunks, @data) " +
        "ON CONFLICT (hash, chunk) DO UPDATE SET chunks = excluded.chunks, data = excluded.data";

    private const string Delete = "DELETE FROM plans WHERE hash = @hash";

    private const string Select = "SELECT chunk, chunks, data FROM plans WHERE hash = @hash ORDER BY chunk";

    // Executions need their plans, and pools those of the services that they hold. The services of the database (a region each) one by one, from
    // the index: it has a row for each category, too.
    private const string Unneeded =
        """
        WITH RECURSIVE services (id) AS (
            SELECT min(ServiceId) FROM OrleansStorage
            UNION ALL
            SELECT (SELECT min(ServiceId) FROM OrleansStorage WHERE ServiceId > services.id) FROM services WHERE services.id IS NOT NULL)
        SELECT DISTINCT hash FROM plans WHERE hash NOT IN (
            SELECT coalesce(CAST(row.PayloadBinary AS TEXT) ->> '$.plan_hash', '')
            FROM services
            CROSS JOIN OrleansStorage AS row ON row.ServiceId = services.id AND row.GrainTypeString = 'execution'
            WHERE row.PayloadBinary IS NOT NULL
            UNION ALL
            SELECT coalesce(entry.value ->> '$.plan_hash', '')
            FROM services
            CROSS JOIN OrleansStorage AS row ON row.ServiceId = services.id AND row.GrainTypeString = 'service_pool'
            CROSS JOIN json_each(CAST(row.PayloadBinary AS TEXT), '$.services') AS entry
            WHERE row.PayloadBinary IS NOT NULL)
        """;

    private readonly PlanCache _cache = new(store.Options.PlanCacheMegabytes * 1024L * 1024);
    private readonly ConcurrentDictionary<string, Lazy<Task<ExecutionPlan>>> _loading = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, Lazy<Task>> _saving = new(StringComparer.Ordinal);

    /// <summary>Removes plans that nothing refers to any more. Only before anything starts: a start saves its plan first, then the execution that needs it.</summary>
    /// <returns>How many.</returns>
    public static int RemoveUnneeded(SqliteStore store)
    {
        var hashes = store.Readers.Execute(Unneeded, []).Rows;
        foreach (var row in hashes)
        {
            store.Writer.ExecuteAsync(Delete, new SqlArgument("hash", row[0])).GetAwaiter().GetResult();
        }

        return hashes.Count;
    }

    /// <exception cref="ArgumentException">The hash is not that of the plan.</exception>
    public Task SaveAsync(string hash, ExecutionPlan plan)
    {
        if (_cache.Find(hash) is not null)
        {
            return Task.CompletedTask; // only what is on disk comes into the cache
        }

        // One save of a hash at a time: a second one would delete pieces that the first has answered for.
        return _saving.GetOrAdd(hash, key => new Lazy<Task>(() => WriteAsync(key, plan))).Value;
    }

    public ValueTask<ExecutionPlan> LoadAsync(string hash)
    {
        if (_cache.Find(hash) is { } plan)
        {
            return ValueTask.FromResult(plan);
        }

        // Many grains of one execution ask at once; it is read and parsed once.
        var load = _loading.GetOrAdd(hash, static (key, self) => new Lazy<Task<ExecutionPlan>>(() => self.ReadAsync(key)), this);
        return new ValueTask<ExecutionPlan>(load.Value);
    }

    private static (long Length, List<byte[]> Chunks) Pack(string hash, ExecutionPlan plan)
    {
        var (actual, length, chunks) = PlanChunks.Split(plan);
        return actual == hash
            ? (length, chunks)
            : throw new ArgumentException($"The plan's hash is {actual}, not {hash}", nameof(hash));
    }

    private static bool IsComplete(SqlSession session, string hash) =>
        session.Execute("SELECT count(*), max(chunks) FROM plans WHERE hash = @hash", [new("hash", hash)]).Rows is [[long count, long chunks]]
        && count == chunks;

    private async Task WriteAsync(string hash, ExecutionPlan plan)
    {
        try
        {
            var (length, chunks) = await Task.Run(() => Pack(hash, plan)).ConfigureAwait(false);
            if (!await store.Readers.UseAsync(session => IsComplete(session, hash)).ConfigureAwait(false))
            {
                // A save that a crash cut short may have left pieces of another compressor: they go first.
                await store.Writer.ExecuteAsync(Delete, new SqlArgument("hash", hash)).ConfigureAwait(false);
                for (var i = 0; i < chunks.Count; i++)
                {
                    // One at a time: other writes share the commits in between.
                    await store.Writer
                        .ExecuteAsync(Insert, new("hash", hash), new("chunk", i), new("chunks", chunks.Count), new("data", chunks[i]))
                        .ConfigureAwait(false);
                }
            }

            _cache.Add(hash, plan, length);
        }
        finally
        {
            _saving.TryRemove(hash, out _);
        }
    }

    private async Task<ExecutionPlan> ReadAsync(string hash)
    {
        try
        {
            var (plan, bytes) = await store.Readers.UseAsync(session =>
            {
                var rows = session.Execute(Select, [new("hash", hash)]).Rows;
                return rows is [[_, long chunks, _], ..] && rows.Count == chunks
                    ? PlanChunks.Join(hash, rows.Select(row => (byte[])row[2]!))
                    : throw new KeyNotFoundException($"No plan is stored under {hash}");
            }).ConfigureAwait(false);
            _cache.Add(hash, plan, bytes);
            return plan;
        }
        finally
        {
            _loading.TryRemove(hash, out _);
        }
    }
}
