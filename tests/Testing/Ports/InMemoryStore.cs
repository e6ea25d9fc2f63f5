using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using Apex.Background;
using Apex.Categories;
using Apex.Executions;
using Apex.Persistence;
using Apex.Planning;
using Apex.Progress;
using Orleans.Storage;

namespace Apex.Testing;

/// <summary>
/// All of the storage ports over one dictionary, with the rules of the real one: a version check at each write, events numbered in the
/// write that carries them, rows as JSON. Several silos share one instance; faults are injected by <see cref="BeforeWrite"/>.
/// </summary>
public sealed class InMemoryStore : IGrainStorage, IPlanStore, ILiveExecutions, IEventLog, ICategoryRows, IExecutionRows, IBackgroundRows, IRetentionRows, ICategoryHistory
{
    public static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, (byte[] Json, int Version)> _rows = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<ProgressEvent>> _events = [];
    private readonly ConcurrentDictionary<string, ExecutionPlan> _plans = new();
    private readonly ConcurrentDictionary<string, LiveExecution> _live = new();

    /// <summary>Called with state name and key before each write; what it throws is the write's failure.</summary>
    public Action<string, string> BeforeWrite { get; set; } = static (_, _) => { };

    /// <summary>Called after the commit, before the writer learns of it; what it throws makes the outcome unknown.</summary>
    public Action<string, string> AfterWrite { get; set; } = static (_, _) => { };

    /// <summary>What categories took before, milliseconds.</summary>
    public Dictionary<string, long> Durations { get; } = [];

    public int Writes { get; private set; }

    public int Reads { get; private set; }

    public int LargestRow { get; private set; }

    Task<IReadOnlyDictionary<string, long>> ICategoryHistory.ReadAsync(string project) => Task.FromResult<IReadOnlyDictionary<string, long>>(Durations);

    Task<IReadOnlyDictionary<string, long>> ICategoryHistory.ReadAsync(string project, IReadOnlyCollection<string> categories) =>
        Task.FromResult<IReadOnlyDictionary<string, long>>(Durations.Where(pair => categories.Contains(pair.Key)).ToDictionary());

    Task<IReadOnlySet<string>> ICategoryHistory.FailedAsync(string project) => Task.FromResult<IReadOnlySet<string>>(new HashSet<string>());

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        lock (_lock)
        {
            Reads++;
            if (_rows.TryGetValue(RowKey(stateName, grainId), out var row))
            {
                grainState.State = JsonSerializer.Deserialize<T>(row.Json, Json)!;
                (grainState.ETag, grainState.RecordExists) = ($"{row.Version}", true);
            }
            else
            {
                (grainState.ETag, grainState.RecordExists) = (null, false);
            }
        }

        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var (name, key) = (RowKey(stateName, grainId), grainId.Key.ToString()!);
        BeforeWrite(stateName, key);
        lock (_lock)
        {
            var stored = _rows.TryGetValue(name, out var row) ? $"{row.Version}" : null;
            if (stored != grainState.ETag)
            {
                throw new InconsistentStateException($"{name}: version conflict", stored ?? "none", grainState.ETag ?? "none");
            }

            var json = JsonSerializer.SerializeToUtf8Bytes(grainState.State, Json);
            var version = row.Version + 1;
            _rows[name] = (json, version);
            (grainState.ETag, grainState.RecordExists) = ($"{version}", true);
            Writes++;
            LargestRow = Math.Max(LargestRow, json.Length);
            if (grainState.State is IDurableRecord record)
            {
                Append(record);
            }
        }

        AfterWrite(stateName, key);
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new NotSupportedException("no grain clears its row");

    public Task SaveAsync(string hash, ExecutionPlan plan)
    {
        _plans[hash] = plan;
        return Task.CompletedTask;
    }

    public ValueTask<ExecutionPlan> LoadAsync(string hash) => _plans.TryGetValue(hash, out var plan) ? new(plan) : throw new KeyNotFoundException(hash);

    public Task<string?> TryAddAsync(LiveExecution execution)
    {
        lock (_lock)
        {
            var holder = _live.Values.FirstOrDefault(other =>
                other.WorkingTree == execution.WorkingTree && other.Execution != execution.Execution && !(other.Shared && execution.Shared));
            if (holder is null)
            {
                _live[execution.Execution] = execution;
            }

            return Task.FromResult(holder?.Execution);
        }
    }

    public Task RemoveAsync(string execution)
    {
        _live.TryRemove(execution, out _);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<LiveExecution>> ListAsync() => Task.FromResult<IReadOnlyList<LiveExecution>>([.. _live.Values]);

    Task<IReadOnlyList<ProgressEvent>> IEventLog.ReadAsync(string execution, long after, int limit) => Task.FromResult<IReadOnlyList<ProgressEvent>>(Events(execution, after, limit));

    public Task<IReadOnlyList<CategoryState>> ReadAsync(string execution, string? layer, string? after, int limit)
    {
        var prefix = layer is null ? $"{StateNames.Category}|{execution}/" : $"{StateNames.Category}|{execution}/{layer}/";
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<CategoryState>>(
            [
                .. _rows.Where(row => row.Key.StartsWith(prefix, StringComparison.Ordinal) && (after is null || string.CompareOrdinal(row.Key, $"{StateNames.Category}|{after}") > 0))
                    .Take(limit).Select(row => JsonSerializer.Deserialize<CategoryState>(row.Value.Json, Json)!),
            ]);
        }
    }

    public Task<IReadOnlyList<ExecutionListItem>> ListAsync(ExecutionListQuery query) => Task.FromResult<IReadOnlyList<ExecutionListItem>>(
    [
        .. Executions()
            .Where(record => (query.Project is null || record.Project == query.Project) && (!query.LiveOnly || record.State != ExecutionState.Completed))
            .OrderByDescending(record => record.CreatedAt).Take(query.Limit)
            .Select(record => new ExecutionListItem { Id = record.ExecutionId, Project = record.Project, Mode = record.Mode, Environment = record.Environment, State = record.State, Verdict = record.Verdict, CreatedAt = record.CreatedAt, StartedAt = record.StartedAt, FinishedAt = record.FinishedAt }),
    ]);

    Task<IReadOnlyList<ExecutionRecord>> IBackgroundRows.LiveAsync() => Lane(static record => record.State != ExecutionState.Completed);

    Task<IReadOnlyList<ExecutionRecord>> IBackgroundRows.EndedAsync(BackgroundQuery query) => Lane(static record => record.State == ExecutionState.Completed);

    async Task<ExecutionRecord?> IBackgroundRows.FindAsync(string execution) => (await Lane(record => record.ExecutionId == execution)).SingleOrDefault();

    /// <summary>What was asked for.</summary>
    public ConcurrentQueue<ExpiredQuery> ExpiredQueries { get; } = new();

    /// <summary>Called with an execution's id before it is removed; what it throws is the removal's failure.</summary>
    public Action<string> BeforeRemove { get; set; } = static _ => { };

    /// <summary>By age alone; the numbers are the database's to count.</summary>
    Task<IReadOnlyList<string>> IRetentionRows.ExpiredAsync(ExpiredQuery query)
    {
        ExpiredQueries.Enqueue(query);
        return Task.FromResult<IReadOnlyList<string>>(
        [.. Executions().Where(record => record.State == ExecutionState.Completed && record.FinishedAt <= query.EndedBefore).Select(static record => record.ExecutionId).Take(query.Limit)]);
    }

    Task IRetentionRows.RemoveAsync(string execution)
    {
        BeforeRemove(execution);
        lock (_lock)
        {
            foreach (var key in _rows.Keys.Where(key => $"{key}/".Contains($"|{execution}/", StringComparison.Ordinal)).ToList())
            {
                _rows.Remove(key);
            }

            _events.Remove(execution);
        }

        return Task.CompletedTask;
    }

    Task<IReadOnlyDictionary<string, DateTimeOffset?>> IRetentionRows.EndsAsync() => Task.FromResult<IReadOnlyDictionary<string, DateTimeOffset?>>(
        Executions().ToDictionary(static record => record.ExecutionId, static record => record.State == ExecutionState.Completed ? record.FinishedAt : null));

    private List<ExecutionRecord> Executions()
    {
        lock (_lock)
        {
            return [.. _rows.Where(row => row.Key.StartsWith($"{StateNames.Execution}|", StringComparison.Ordinal)).Select(row => JsonSerializer.Deserialize<ExecutionRecord>(row.Value.Json, Json)!)];
        }
    }

    private Task<IReadOnlyList<ExecutionRecord>> Lane(Func<ExecutionRecord, bool> wanted) => Task.FromResult<IReadOnlyList<ExecutionRecord>>(
        [.. Executions().Where(record => record.Background is not null && wanted(record)).OrderBy(static record => record.CreatedAt)]);

    public async Task<ExecutionOverview> OverviewAsync(int live, int completed)
    {
        var all = await ListAsync(new ExecutionListQuery { Limit = int.MaxValue });
        return new ExecutionOverview
        {
            Queued = all.Count(item => item.State == ExecutionState.Queued),
            Running = all.Count(item => item.State is not (ExecutionState.Queued or ExecutionState.Completed)),
            Done = all.Count(item => item.State == ExecutionState.Completed),
            Live = [.. all.Where(item => item.State != ExecutionState.Completed).Take(live)],
            Recent = [.. all.Where(item => item.State == ExecutionState.Completed).Take(completed)],
        };
    }

    public List<ProgressEvent> Events(string execution, long after = 0, int limit = int.MaxValue)
    {
        lock (_lock)
        {
            return _events.TryGetValue(execution, out var events) ? [.. events.Skip((int)after).Take(limit)] : [];
        }
    }

    private void Append(IDurableRecord record)
    {
        if (!_events.TryGetValue(record.ExecutionId, out var events))
        {
            _events[record.ExecutionId] = events = [];
        }

        foreach (var item in record.Outbox)
        {
            events.Add(new ProgressEvent
            {
                Seq = events.Count + 1,
                Type = item.Type,
                Timestamp = item.Timestamp,
                ExecutionId = record.ExecutionId,
                Layer = item.Layer,
                Category = item.Category,
                Attempt = item.Attempt,
                Agent = item.Agent,
                Data = item.Data,
            });
        }
    }

    private static string RowKey(string stateName, GrainId grain) => $"{stateName}|{grain.Key}";
}
