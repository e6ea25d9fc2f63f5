using Microsoft.Data.Sqlite;

namespace Apex.Storage;

/// <summary>The one thread that writes to the database: takes what waits, runs it in one transaction, answers after the commit.</summary>
internal sealed partial class SqliteWriter : IDisposable
{
    private readonly StorageOptions _options;
    private readonly ILogger _log;
    private readonly WriteQueue _queue;
    private readonly Thread _thread;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SqlSession? _session;

    /// <exception cref="SqliteException">The database cannot be opened.</exception>
    public SqliteWriter(StorageOptions options, ILogger log)
    {
        _options = options;
        _log = log;
        _queue = new WriteQueue(options.WriteQueue);
        _session = SqlSession.OpenWriter(options);
        _thread = new Thread(Run) { IsBackground = true, Name = "apex-storage-writer" };
        _thread.Start();
    }

    public WriterFigures Figures => new(
        Volatile.Read(ref _commits),
        Volatile.Read(ref _writes),
        Volatile.Read(ref _failures),
        Volatile.Read(ref _replays),
        _queue.Count,
        Volatile.Read(ref _largestBatch),
        TimeSpan.FromTicks(Volatile.Read(ref _longestWait)),
        Volatile.Read(ref _lastError));

    /// <summary>Writes. Answers when it is committed; a reader that starts afterwards sees it.</summary>
    /// <param name="text">SQL without BEGIN or COMMIT; its conditions in its WHERE, its outcome in RETURNING.</param>
    /// <param name="arguments">Values by name.</param>
    /// <param name="cancellationToken">Takes it back as long as no batch has taken it.</param>
    /// <exception cref="SqliteException">This statement failed, or the database did; after an error of the database the outcome is unknown.</exception>
    /// <exception cref="ObjectDisposedException">Storage is closing; nothing was written.</exception>
    public async Task<RowSet> ExecuteAsync(string text, IReadOnlyList<SqlArgument> arguments, CancellationToken cancellationToken = default)
    {
        var request = new WriteRequest(text, arguments, cancellationToken);

        // Not back on the grain's scheduler at each step: the grain's own await takes care of that, once.
        await _queue.AddAsync(request, cancellationToken).ConfigureAwait(false);
        return await request.Answer.ConfigureAwait(false);
    }

    /// <inheritdoc cref="ExecuteAsync(string, IReadOnlyList{SqlArgument}, CancellationToken)"/>
    public Task<RowSet> ExecuteAsync(string text, params SqlArgument[] arguments) => ExecuteAsync(text, arguments, CancellationToken.None);

    /// <summary>Takes nothing more, commits what waits, closes the database.</summary>
    public async Task CloseAsync()
    {
        _queue.Close();
        await _ended.Task.ConfigureAwait(false);
    }

    public void Dispose()
    {
        _queue.Close();
        _thread.Join();
    }

    private void Run()
    {
        var batch = new List<WriteRequest>();
        while (_queue.Take(batch, _options.WritesPerCommit))
        {
            batch.RemoveAll(request => request.TryTakeBack());
            if (batch.Count > 0)
            {
                Write(batch);
            }

            batch.Clear();
        }

        CloseSession();
        _ended.SetResult();
    }

    private void CloseSession()
    {
        try
        {
            _session?.Dispose();
        }
        catch (Exception error)
        {
            LogCloseFailed(error);
        }

        _session = null;
    }
}
