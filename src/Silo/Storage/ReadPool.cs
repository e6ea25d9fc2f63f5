using System.Collections.Concurrent;

namespace Apex.Storage;

/// <summary>Read connections. Each read is a snapshot that holds every write answered before it began.</summary>
internal sealed class ReadPool(StorageOptions options) : IDisposable
{
    private readonly ConcurrentBag<SqlSession> _idle = [];
    private volatile bool _closed;

    public RowSet Execute(string text, IReadOnlyList<SqlArgument> arguments) => Use(session => session.Execute(text, arguments));

    /// <summary>Lends a connection. <paramref name="read"/> must not keep it, nor rows that are not read yet.</summary>
    public T Use<T>(Func<SqlSession, T> read)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        var session = _idle.TryTake(out var idle) ? idle : SqlSession.OpenReader(options);
        var healthy = false;
        try
        {
            var result = read(session);
            healthy = true;
            return result;
        }
        finally
        {
            // After an error the connection goes: opening another is cheap, a damaged one is not.
            if (healthy && !_closed && _idle.Count < options.ReadConnections)
            {
                _idle.Add(session);
            }
            else
            {
                session.Dispose();
            }
        }
    }

    /// <summary>The same on a thread of the pool, for reads that take longer than a row.</summary>
    public Task<T> UseAsync<T>(Func<SqlSession, T> read) => Task.Run(() => Use(read));

    public void Dispose()
    {
        _closed = true;
        while (_idle.TryTake(out var session))
        {
            session.Dispose();
        }
    }
}
