using Apex.Runner.Native;

namespace Apex.Runner;

/// <summary>The output of one attempt on its way from the pipe to the log: counted, masked, capped.</summary>
internal sealed class AttemptOutput : IDisposable
{
    // One command that prints without end must not keep the loop from the others.
    private const int ReadsPerTurn = 16;

    private readonly SecretMasker _masker;
    private readonly LogWriter _log;
    private readonly Epoll _epoll;
    private int _fd;

    public AttemptOutput(Epoll epoll, int pipe, string folder, SecretPatterns secrets, long cap)
    {
        _epoll = epoll;
        _fd = pipe;
        _masker = new SecretMasker(secrets);
        _log = new LogWriter(folder, cap);
    }

    /// <summary>True once nobody can write to it any more, or it was given up.</summary>
    public bool IsAtEnd => _fd < 0;

    public long Bytes { get; private set; }

    public long Dropped => _log.Dropped;

    public string? Error => _log.Error;

    public long LastOutputMs { get; private set; }

    /// <summary>Takes what is in the pipe.</summary>
    public void Pump(byte[] buffer, long nowMs, DateTimeOffset utcNow)
    {
        for (var reads = 0; reads < ReadsPerTurn && _fd >= 0; reads++)
        {
            var count = OutputPipe.Read(_fd, buffer);
            if (count < 0)
            {
                return;
            }

            if (count == 0)
            {
                Finish(nowMs, utcNow);
                return;
            }

            Bytes += count;
            LastOutputMs = nowMs;
            Keep(_masker.Next(buffer.AsSpan(0, count)), nowMs, utcNow);
            if (count < buffer.Length)
            {
                return;
            }
        }
    }

    /// <summary>Writes what was held back and closes. A writer that is left gets SIGPIPE.</summary>
    public void Finish(long nowMs, DateTimeOffset utcNow)
    {
        if (_fd >= 0)
        {
            Keep(_masker.Finish(), nowMs, utcNow);
            Dispose();
        }
    }

    public void Dispose()
    {
        if (_fd >= 0)
        {
            _epoll.Close(_fd);
            _fd = -1;
        }

        _log.Dispose();
    }

    private void Keep(ReadOnlySpan<byte> text, long nowMs, DateTimeOffset utcNow)
    {
        if (!text.IsEmpty)
        {
            _log.Write(text, nowMs, utcNow);
        }
    }
}
