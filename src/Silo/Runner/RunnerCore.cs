using Apex.Categories;
using Apex.Persistence;
using Apex.Runner.Native;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Apex.Runner;

/// <summary>The runner of one host: starts commands, holds them to their limits, keeps their output, ends them, and remembers all that across its own death.</summary>
/// <remarks>Every member may be called from any thread. Answers come after the journal was written.</remarks>
public sealed class RunnerCore : IDisposable
{
    private readonly RunnerOptions _options;
    private readonly RunnerLoop _loop;
    private readonly RunnerEngine _engine;
    private readonly ContextStore _contexts;
    private readonly Lock _gate = new();
    private readonly List<Action<IReadOnlyList<RunnerEvent>>> _listeners = [];

    /// <summary>Ends what an earlier runner of this state folder left running, then waits for attempts.</summary>
    /// <exception cref="IOException">A folder cannot be written.</exception>
    public RunnerCore(RunnerOptions options, TimeProvider? time = null, ICrashPoints? crashPoints = null, ILogger? logger = null)
    {
        _options = options;
        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Directory.CreateDirectory(options.StateFolder, owner);
        Directory.CreateDirectory(options.SpoolFolder, owner);
        if (options.OwnsOrphans)
        {
            ThisProcess.BecomeSubreaper();
        }

        var log = logger ?? NullLogger.Instance;
        _contexts = new ContextStore(options.ContextFolder);
        _loop = new RunnerLoop(log);
        _engine = new RunnerEngine(options, time ?? TimeProvider.System, crashPoints ?? NoCrashPoints.Instance, _loop, _contexts, log);
        _engine.Turn.Told = Tell;
        Identity = new RunnerIdentity(options.HostId, Environment.ProcessId, options.Slots, options.MemoryMb, _engine.CanProveEmptiness) { Limits = _engine.Capabilities };
        _loop.Start(_engine);
    }

    public RunnerIdentity Identity { get; }

    /// <summary>Says what the host's load leaves for new commands; what runs is not touched.</summary>
    internal void Press(string pressure) => _loop.Post(() => _engine.Attempts.Pressure = pressure);

    public Task PlaceAsync(IReadOnlyList<AttemptSpec> attempts, CancellationToken cancellationToken = default)
    {
        foreach (var spec in attempts.Where(spec => spec.ContextOf is not null))
        {
            _contexts.Copy(spec.ContextOf!, spec.Id.Execution);
        }

        return DoAsync(() => _engine.Orders.Place(attempts), cancellationToken);
    }

    public Task StopAsync(IReadOnlyList<StopOrder> orders, CancellationToken cancellationToken = default) =>
        DoAsync(() => _engine.Orders.Stop(orders), cancellationToken);

    public Task AdoptAsync(AttemptId id, long epoch, CancellationToken cancellationToken = default) =>
        DoAsync(() => _engine.Orders.Adopt(id, epoch), cancellationToken);

    public Task AcknowledgeAsync(IReadOnlyList<AttemptId> ids, CancellationToken cancellationToken = default) =>
        DoAsync(() => _engine.Orders.Acknowledge(ids), cancellationToken);

    public Task<IReadOnlyList<HeldAttempt>> InventoryAsync(CancellationToken cancellationToken = default) =>
        _loop.AskAsync<IReadOnlyList<HeldAttempt>>(
            answer => () => answer.SetResult([.. _engine.Book.All.Where(attempt => attempt.IsHeld).Select(attempt => attempt.ToHeld())]),
            cancellationToken);

    public Task<IReadOnlyList<HeldWait>> ExplainAsync(string execution, CancellationToken cancellationToken = default) =>
        _loop.AskAsync<IReadOnlyList<HeldWait>>(answer => () => answer.SetResult(_engine.Explain(execution)), cancellationToken);

    /// <summary>From now on nothing new is taken. What waits is given back unstarted; what runs goes on.</summary>
    public Task CloseAsync(string reason) => DoAsync(() =>
    {
        _engine.Orders.Closed = reason;
        _engine.Orders.WithdrawAll(reason);
    }, CancellationToken.None);

    /// <summary>Takes attempts again after <see cref="CloseAsync"/>.</summary>
    public Task ReopenAsync() => DoAsync(() => _engine.Orders.Closed = null, CancellationToken.None);

    public void PutContext(ExecutionContextSpec context) => _contexts.Put(context);

    public void DropContext(string execution) => _contexts.Drop(execution);

    public string SpoolFolder(AttemptId id) => SpoolPaths.Folder(_options.SpoolFolder, id);

    /// <summary>A child of this process that belongs to no attempt.</summary>
    public void KeepChild(int pid) => _engine.Attempts.Emptiness.Orphans.Keep(pid);

    /// <summary>That child has ended and was waited for.</summary>
    public void ReleaseChild(int pid) => _engine.Attempts.Emptiness.Orphans.Release(pid);

    /// <summary>Tells events from now on, beginning with all ends that were not acknowledged. The callback must not block.</summary>
    /// <returns>Dispose to end it.</returns>
    public async Task<IDisposable> SubscribeAsync(Action<IReadOnlyList<RunnerEvent>> listener)
    {
        await DoAsync(() =>
        {
            RunnerEvent[] missed = [.. _engine.Book.Unacknowledged.Select(attempt => new AttemptEnded(attempt.End!))];
            lock (_gate)
            {
                _listeners.Add(listener);
            }

            if (missed.Length > 0)
            {
                listener(missed);
            }
        }, CancellationToken.None);
        return new Subscription(this, listener);
    }

    /// <summary>Stops without a trace, as a crash would: commands go on, the next runner on this folder cleans up. For tests.</summary>
    internal void Abandon()
    {
        _loop.Stop();
        _engine.Abandon();
    }

    /// <summary>Kills what runs and ends. The journal keeps it as unfinished.</summary>
    public void Dispose()
    {
        _loop.Stop();
        _engine.Attempts.KillAll();
        _engine.Dispose();
        _loop.Dispose();
    }

    private Task<bool> DoAsync(Action action, CancellationToken cancellationToken) => _loop.AskAsync<bool>(
        answer => () =>
        {
            action();
            _engine.Turn.AfterWrite(() => answer.TrySetResult(true));
        },
        cancellationToken);

    private void Tell(IReadOnlyList<RunnerEvent> events)
    {
        lock (_gate)
        {
            foreach (var listener in _listeners)
            {
                listener(events);
            }
        }
    }

    private sealed class Subscription(RunnerCore core, Action<IReadOnlyList<RunnerEvent>> listener) : IDisposable
    {
        public void Dispose()
        {
            lock (core._gate)
            {
                core._listeners.Remove(listener);
            }
        }
    }
}
