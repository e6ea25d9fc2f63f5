using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Threading.Channels;
using Apex.Categories;
using Microsoft.Extensions.Logging;

namespace Apex.Runner;

/// <summary>A silo's link to the runner of its host, over the Unix socket.</summary>
/// <remarks>
/// Reconnects by itself. A command that has no answer yet is sent again after a reconnection: all commands may be repeated, and
/// a start that became too old on the way is refused by the runner.
/// </remarks>
public sealed partial class RunnerLink : IRunnerLink, IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly RunnerLinkOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<RunnerEvent> _events = Channel.CreateUnbounded<RunnerEvent>();
    private readonly ConcurrentDictionary<long, Pending> _pending = new();
    private readonly TaskCompletionSource<RunnerIdentity> _identity = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly Task _running;
    private FrameConnection? _connection;
    private long _number;

    public RunnerLink(RunnerLinkOptions options, TimeProvider time, ILogger<RunnerLink> logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        _running = Task.Run(RunAsync);
    }

    public ChannelReader<RunnerEvent> Events => _events.Reader;

    public Task<RunnerIdentity> IdentityAsync(CancellationToken cancellationToken) => _identity.Task.WaitAsync(cancellationToken);

    public Task PlaceAsync(IReadOnlyList<AttemptSpec> attempts, CancellationToken cancellationToken) =>
        AskAsync(new RunnerFrame { Type = FrameType.Place, Attempts = attempts }, cancellationToken);

    public Task StopAsync(IReadOnlyList<StopOrder> orders, CancellationToken cancellationToken) =>
        AskAsync(new RunnerFrame { Type = FrameType.Stop, Orders = orders }, cancellationToken);

    public Task AdoptAsync(AttemptId id, long epoch, CancellationToken cancellationToken) =>
        AskAsync(new RunnerFrame { Type = FrameType.Adopt, Id = id, Epoch = epoch }, cancellationToken);

    public Task AcknowledgeAsync(IReadOnlyList<AttemptId> ids, CancellationToken cancellationToken) =>
        AskAsync(new RunnerFrame { Type = FrameType.Acknowledge, Ids = ids }, cancellationToken);

    public async Task<IReadOnlyList<HeldAttempt>> InventoryAsync(CancellationToken cancellationToken) =>
        (await AskAsync(new RunnerFrame { Type = FrameType.Inventory }, cancellationToken)).Held ?? [];

    public async Task<IReadOnlyList<HeldWait>> ExplainAsync(string execution, CancellationToken cancellationToken) =>
        (await AskAsync(new RunnerFrame { Type = FrameType.Explain, Execution = execution }, cancellationToken)).Waits ?? [];

    public Task PutContextAsync(ExecutionContextSpec context, CancellationToken cancellationToken) =>
        AskAsync(new RunnerFrame { Type = FrameType.PutContext, Context = context }, cancellationToken);

    public Task DropContextAsync(string execution, CancellationToken cancellationToken) =>
        AskAsync(new RunnerFrame { Type = FrameType.DropContext, Execution = execution }, cancellationToken);

    public string SpoolFolder(AttemptId id) => SpoolPaths.Folder(_options.SpoolFolder, id);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _connection?.Dispose();
        await _running;
        foreach (var pending in _pending.Values)
        {
            pending.Answer.TrySetCanceled(CancellationToken.None);
        }

        _events.Writer.TryComplete();
        _stop.Dispose();
    }

    /// <summary>Breaks the connection, as a fault would. For tests.</summary>
    internal void Break() => _connection?.Dispose();

    private async Task<RunnerFrame> AskAsync(RunnerFrame question, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
        var pending = new Pending(question with { Number = Interlocked.Increment(ref _number) });
        lock (_gate)
        {
            _pending[pending.Question.Number] = pending;
            _connection?.Send(pending.Question);
        }

        try
        {
            var answer = await pending.Answer.Task.WaitAsync(cancellationToken);
            return answer.Error is null ? answer : throw new IOException($"the runner refused {question.Type}: {answer.Error}");
        }
        finally
        {
            _pending.TryRemove(pending.Question.Number, out _);
        }
    }

    private async Task RunAsync()
    {
        var pause = FirstPause;
        int? runnerPid = null;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var (connection, identity) = await RunnerClient.ConnectAsync(_options.SocketPath, subscribe: true, _stop.Token);
                using (connection)
                {
                    runnerPid = identity.Pid;
                    pause = FirstPause;
                    Begin(connection, identity);
                    await ReadAsync(connection);
                }

                End("the runner closed the connection");
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception error) when (error is IOException or SocketException or InvalidDataException)
            {
                End(error.Message);
            }

            await ReviveAsync(runnerPid);
            await Task.Delay(pause, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private void Begin(FrameConnection connection, RunnerIdentity identity)
    {
        lock (_gate)
        {
            _connection = connection;
            _events.Writer.TryWrite(new RunnerConnected(identity));
            foreach (var pending in _pending.OrderBy(pair => pair.Key))
            {
                connection.Send(pending.Value.Question);
            }
        }

        LogConnected(identity.Pid, identity.HostId);
        _identity.TrySetResult(identity);
    }

    private async Task ReadAsync(FrameConnection connection)
    {
        while (await connection.ReceiveAsync(_stop.Token) is { } frame)
        {
            if (frame.Type == FrameType.Reply && _pending.TryGetValue(frame.Number, out var pending))
            {
                pending.Answer.TrySetResult(frame);
            }

            foreach (var told in frame.Events ?? [])
            {
                if (told.ToEvent() is { } known)
                {
                    _events.Writer.TryWrite(known);
                }
            }
        }
    }

    private void End(string reason)
    {
        lock (_gate)
        {
            if (_connection is null)
            {
                return;
            }

            _connection = null;
        }

        LogDisconnected(reason);
        _events.Writer.TryWrite(new RunnerDisconnected(reason));
    }

    private async Task ReviveAsync(int? runnerPid)
    {
        if (_options.Guard is { } guard && !_stop.IsCancellationRequested)
        {
            try
            {
                await guard.OnUnreachableAsync(runnerPid);
            }
            catch (IOException error)
            {
                LogReviveFailed(error.Message);
            }
        }
    }

    [LoggerMessage(4401, LogLevel.Information, "Connected to the runner, process {Pid}, host {Host}")]
    private partial void LogConnected(int pid, string host);

    [LoggerMessage(4402, LogLevel.Warning, "The runner is not reachable: {Reason}. Commands go on within their limits; trying again.")]
    private partial void LogDisconnected(string reason);

    [LoggerMessage(4403, LogLevel.Error, "A new runner could not be started: {Reason}")]
    private partial void LogReviveFailed(string reason);

    private sealed record Pending(RunnerFrame Question)
    {
        public TaskCompletionSource<RunnerFrame> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
