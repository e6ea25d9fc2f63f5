using System.Collections.Concurrent;
using System.Net.Sockets;
using Apex.Runner.Native;
using Microsoft.Extensions.Logging;

namespace Apex.Runner;

/// <summary>The runner's socket. The caller holds the runner's lock: whoever has that may unlink and bind.</summary>
internal sealed partial class RunnerServer : IAsyncDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int Backlog = 64;
    private static readonly TimeSpan SessionPatience = TimeSpan.FromSeconds(7);

    private readonly RunnerCore _core;
    private readonly IHostControl? _control;
    private readonly ILogger _logger;
    private readonly string _path;
    private readonly Socket _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<FrameConnection, Task> _sessions = [];
    private readonly Task _accepting;
    private int _disposed;

    /// <exception cref="SocketException">The socket cannot be bound.</exception>
    public RunnerServer(RunnerCore core, string path, IHostControl? control, ILogger logger)
    {
        (_core, _path, _control, _logger) = (core, path, control, logger);
        File.Delete(path);
        _listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        File.SetUnixFileMode(path, OwnerOnly);
        _listener.Listen(Backlog);
        _accepting = AcceptAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _stop.CancelAsync();
        File.Delete(_path);
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_sessions.Values).WaitAsync(SessionPatience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var socket = await _listener.AcceptAsync(_stop.Token);
                Serve(new FrameConnection(socket));
            }
            catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException error)
            {
                // A caller that hung up in the queue, or no descriptors for a moment: the next one may do better.
                LogAcceptFailed(error.Message);
                await Task.Yield();
            }
        }
    }

    private void Serve(FrameConnection connection)
    {
        var session = ServeAsync(connection);
        _sessions.TryAdd(connection, session);
        _ = session.ContinueWith(_ => _sessions.TryRemove(connection, out Task? _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task ServeAsync(FrameConnection connection)
    {
        try
        {
            var (pid, uid) = connection.Peer();
            if (uid != Libc.GetUid())
            {
                LogForeign(pid, uid);
                connection.Dispose();
                return;
            }

            using var session = new RunnerSession(_core, _control, connection);
            await session.RunAsync(_stop.Token);
        }
        catch (OperationCanceledException)
        {
            // The runner ends.
        }
        catch (Exception error) when (error is InvalidDataException or SocketException)
        {
            LogBroken(error.Message);
        }
        finally
        {
            await connection.CloseAsync();
        }
    }

    [LoggerMessage(4301, LogLevel.Warning, "Process {Pid} of user {Uid} was turned away from the runner's socket")]
    private partial void LogForeign(int pid, uint uid);

    [LoggerMessage(4302, LogLevel.Warning, "A connection to the runner was cut: {Reason}")]
    private partial void LogBroken(string reason);

    [LoggerMessage(4303, LogLevel.Warning, "A connection to the runner could not be accepted: {Reason}")]
    private partial void LogAcceptFailed(string reason);
}
