using System.Collections.Concurrent;

namespace Apex.Agents;

/// <summary>Sends items by key: one call a key at a time, and whatever arrives meanwhile goes with the next. Batches grow with load, nothing waits when idle.</summary>
/// <typeparam name="TItem">What is sent.</typeparam>
/// <param name="send">Sends a batch. A failure is told to <paramref name="failed"/>; the batch is dropped: it must be a hint.</param>
/// <param name="failed">Told of each failed batch.</param>
public sealed class Coalescer<TItem>(Func<string, List<TItem>, Task> send, Action<string, Exception> failed)
{
    private readonly ConcurrentDictionary<string, Line> _lines = new(StringComparer.Ordinal);

    public void Add(string key, TItem item)
    {
        while (true)
        {
            var line = _lines.GetOrAdd(key, static _ => new Line());
            lock (line)
            {
                if (line.Closed)
                {
                    continue; // its sender has just left; the next round makes a new line
                }

                line.Waiting.Add(item);
                if (line.Sending)
                {
                    return;
                }

                line.Sending = true;
            }

            _ = Task.Run(() => SendAllAsync(key, line));
            return;
        }
    }

    private async Task SendAllAsync(string key, Line line)
    {
        while (true)
        {
            List<TItem> batch;
            lock (line)
            {
                if (line.Waiting.Count == 0)
                {
                    line.Closed = true;
                    _lines.TryRemove(key, out _);
                    return;
                }

                batch = line.Waiting;
                line.Waiting = [];
            }

            try
            {
                await send(key, batch);
            }
            catch (Exception error)
            {
                failed(key, error);
            }
        }
    }

    private sealed class Line
    {
        public List<TItem> Waiting { get; set; } = [];

        public bool Sending { get; set; }

        public bool Closed { get; set; }
    }
}
