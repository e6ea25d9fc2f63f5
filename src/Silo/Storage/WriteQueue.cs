namespace Apex.Storage;

/// <summary>Bounded queue with many writers and one reader that is a thread of its own.</summary>
/// <remarks>Not a Channel: waking a blocked thread from one goes through the thread pool, which busy grains may have filled.</remarks>
#pragma warning disable CA1001 // a SemaphoreSlim whose wait handle nobody asks for holds nothing, and late callers still wait on it
internal sealed class WriteQueue(int capacity)
#pragma warning restore CA1001
{
    private readonly object _gate = new();
    private readonly Queue<WriteRequest> _waiting = new();
    private readonly SemaphoreSlim _room = new(capacity);
    private bool _closed;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    public async ValueTask AddAsync(WriteRequest request, CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            if (!_closed)
            {
                _waiting.Enqueue(request);
                Monitor.Pulse(_gate);
                return;
            }
        }

        _room.Release(); // lets the next one that waits for room find out too
        throw new ObjectDisposedException(nameof(SqliteWriter), "Storage is closing: this write was not taken");
    }

    /// <summary>Blocks until something waits, then takes what is there.</summary>
    /// <returns>False once it is closed and empty.</returns>
    public bool Take(List<WriteRequest> batch, int most)
    {
        lock (_gate)
        {
            while (_waiting.Count == 0)
            {
                if (_closed)
                {
                    return false;
                }

                Monitor.Wait(_gate);
            }

            while (batch.Count < most && _waiting.TryDequeue(out var request))
            {
                batch.Add(request);
            }
        }

        _room.Release(batch.Count);
        return true;
    }

    /// <summary>Takes nothing more; what waits is still handed out.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }
    }
}
