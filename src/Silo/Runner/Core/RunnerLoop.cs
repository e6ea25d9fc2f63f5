using System.Collections.Concurrent;
using Apex.Runner.Native;
using Microsoft.Extensions.Logging;

namespace Apex.Runner;

/// <summary>What the loop's thread does.</summary>
internal interface ILoopWork
{
    /// <summary>A descriptor that was watched under this token is ready.</summary>
    void Ready(long token);

    /// <summary>Everything of this turn was taken in: do what is due, write, tell.</summary>
    /// <returns>Milliseconds until something is due; −1 for never.</returns>
    int EndTurn();
}

/// <summary>One thread that owns all of the runner's state: it takes messages, waits on pipes and processes with epoll, and keeps time.</summary>
internal sealed partial class RunnerLoop : IDisposable
{
    private readonly ConcurrentQueue<Action> _inbox = new();
    private readonly ILogger _logger;
    private readonly Thread _thread;
    private ILoopWork? _work;
    private int _woken;
    private volatile bool _stopped;

    public RunnerLoop(ILogger logger)
    {
        _logger = logger;
        _thread = new Thread(Run) { IsBackground = true, Name = "apex-runner" };
    }

    public Epoll Epoll { get; } = new();

    public void Start(ILoopWork work)
    {
        _work = work;
        _thread.Start();
    }

    /// <summary>Has something done on the loop's thread, in order of posting.</summary>
    public void Post(Action message)
    {
        _inbox.Enqueue(message);
        if (Interlocked.Exchange(ref _woken, 1) == 0)
        {
            Epoll.Wake();
        }
    }

    /// <summary>As <see cref="Post"/>, but the loop need not hurry: something else will wake it.</summary>
    public void PostQuietly(Action message) => _inbox.Enqueue(message);

    /// <summary>Asks for something of the loop's thread.</summary>
    public Task<T> AskAsync<T>(Func<TaskCompletionSource<T>, Action> message, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_stopped, this);
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var action = message(answer);
        Post(() =>
        {
            try
            {
                action();
            }
            catch (Exception error)
            {
                answer.TrySetException(error);
            }
        });
        return cancellationToken.CanBeCanceled ? answer.Task.WaitAsync(cancellationToken) : answer.Task;
    }

    /// <summary>Ends the thread; nothing is done to what runs.</summary>
    public void Stop()
    {
        if (!_stopped)
        {
            _stopped = true;
            Epoll.Wake();
            if (_thread.IsAlive && Thread.CurrentThread != _thread)
            {
                _thread.Join();
            }
        }
    }

    public void Dispose()
    {
        Stop();
        Epoll.Dispose();
    }

    private void Run()
    {
        Span<long> tokens = stackalloc long[256];
        var timeout = Guarded(_work!.EndTurn, -1);
        while (!_stopped)
        {
            var count = Epoll.Wait(tokens, timeout);
            Volatile.Write(ref _woken, 0);
            Interlocked.MemoryBarrier();
            while (_inbox.TryDequeue(out var message))
            {
                Guarded(message);
            }

            foreach (var token in tokens[..count])
            {
                if (token != Epoll.WakeToken)
                {
                    Guarded(() => _work.Ready(token));
                }
            }

            // After an error in the end of a turn, what is due is looked at again soon.
            const int soon = 100;
            timeout = Guarded(_work.EndTurn, soon);
        }
    }

    // The loop must outlive a fault in one message: every command under it would lose its limits.
    private void Guarded(Action action)
    {
        try
        {
            action();
        }
        catch (Exception error)
        {
            LogFault(error);
        }
    }

    private int Guarded(Func<int> action, int otherwise)
    {
        try
        {
            return action();
        }
        catch (Exception error)
        {
            LogFault(error);
            return otherwise;
        }
    }

    [LoggerMessage(4001, LogLevel.Error, "The runner's loop met an error and goes on")]
    private partial void LogFault(Exception error);
}
