using Apex.Persistence;
using Apex.Runner.Native;
using Microsoft.Extensions.Logging;

namespace Apex.Runner;

/// <summary>Everything that the loop's thread owns, put together.</summary>
internal sealed class RunnerEngine : ILoopWork, IDisposable
{
    private const long CompactAboveBytes = 16 * 1024 * 1024;

    private readonly RunnerOptions _options;
    private readonly RunnerClock _clock;
    private readonly RunnerLoop _loop;
    private readonly ICrashPoints _crash;
    private readonly AdmissionQueue _queue;
    private readonly SlotPool _slots;
    private readonly Turn _turn;
    private long _compactedBytes;

    public RunnerEngine(RunnerOptions options, TimeProvider time, ICrashPoints crash, RunnerLoop loop, ContextStore contexts, ILogger logger)
    {
        _options = options;
        _loop = loop;
        _crash = crash;
        _clock = new RunnerClock(time);
        var cages = new CageFactory(options.Containment, options.StateFolder);
        CanProveEmptiness = cages.HasGroups || options.OwnsOrphans;
        Journal = new JournalRecovery(options, cages, _clock, logger).Run(Book);
        var limits = new LimitFactory(cages, options.Containment);
        Capabilities = limits.Capabilities;
        _compactedBytes = Journal.Length;
        _turn = new Turn(Journal, crash);
        _queue = new AdmissionQueue(options.Slots, options.MemoryMb, options.CpuPercent, options.Patience);
        _slots = new SlotPool(options, cages, limits, _clock, crash, OnLaunched);
        var stops = new StopSequence(options, crash);
        var running = new Dictionary<long, Attempt>();
        var emptiness = new Emptiness(options, running);
        Attempts = new RunningAttempts(options, _clock, Book, _queue, contexts, _slots, stops, _turn, loop.Epoll, running)
        {
            Emptiness = emptiness,
            Limits = new LimitWatch(Capabilities, emptiness, stops),
            Ends = new AttemptEnds(Capabilities),
        };
        Orders = new AttemptOrders(options, _clock, Book, _queue, Journal, _turn, new DiskFloor(options, _clock), logger)
        {
            StopRun = (attempt, cause) => Attempts.Stop(attempt, cause, _clock.NowMs),
        };
    }

    public bool CanProveEmptiness { get; }

    public LimitCapabilities Capabilities { get; }

    public AttemptBook Book { get; } = new();

    public JournalFile Journal { get; }

    public RunningAttempts Attempts { get; }

    public AttemptOrders Orders { get; }

    public Turn Turn => _turn;

    public int Waiting => _queue.Waiting;

    public void Ready(long token) => Attempts.Ready(token);

    public List<HeldWait> Explain(string execution) => _queue.Explain(execution, _clock.NowMs);

    public int EndTurn()
    {
        var now = _clock.NowMs;
        var next = Math.Min(Orders.CheckBudgets(now), Attempts.Check(now));
        Attempts.Admit(now);
        _turn.End(now);
        next = Math.Min(next, _turn.DueMs);
        Compact();
        if (_queue.Waiting > 0 && _queue.NextPatienceMs(now) is >= 0 and var patience)
        {
            next = Math.Min(next, now + patience);
        }

        // What this turn admitted is being spawned and does not wake the loop.
        next = Math.Min(next, Attempts.NextSpawnLookMs(now));
        return next == long.MaxValue ? -1 : (int)Math.Clamp(next - _clock.NowMs, 0, int.MaxValue);
    }

    /// <summary>Ends without a trace.</summary>
    public void Abandon()
    {
        _slots.Abandon();
        Journal.Dispose();
    }

    public void Dispose()
    {
        _slots.Dispose();
        Journal.Dispose();
    }

    // On the slot's thread: the record stands before anybody can hear of the start.
    private void OnLaunched(LaunchOrder order, LaunchResult result)
    {
        if (result.Failure is null && result.PidFd < 0)
        {
            ChildProcess.SignalGroup(result.Pid, Libc.SigKill);
            ChildProcess.TryReap(result.Pid, wait: true);
            _ = Libc.Close(result.Pipe);
            result = new LaunchResult { Failure = new StopCause(EndCause.Lost, "the runner has no descriptor left to watch it; raise the limit of open files") };
        }

        if (result.Failure is not null)
        {
            _loop.Post(() => Attempts.Launched(order.Number, result));
            return;
        }

        Journal.Append(new JournalRecord
        {
            Kind = JournalKind.Started,
            Id = order.Id.ToString(),
            Epoch = order.Spec.Epoch,
            Pid = result.Pid,
            StartedAtMs = result.StartedBootMs,
            At = result.StartedAt,
        });
        Journal.Flush();
        _crash.Hit("runner.started.after_journal");

        // The message stands in the inbox before the descriptors can wake the loop.
        _loop.PostQuietly(() => Attempts.Launched(order.Number, result));
        _loop.Epoll.Watch(result.Pipe, RunningAttempts.ProcessToken(order.Number) + 1);
        _loop.Epoll.Watch(result.PidFd, RunningAttempts.ProcessToken(order.Number));
    }

    private void Compact()
    {
        if (Journal.Length < Math.Max(CompactAboveBytes, _compactedBytes * 2) || Journal.IsFailing)
        {
            return;
        }

        // Before the attempt: where there is no room for a second file, the next one is made when the first has doubled.
        _compactedBytes = Journal.Length;
        Book.Forget(_clock.UtcNow - _options.Memory);
        Journal.Rewrite(Book.ToRecords(ProcFs.ReadBootId()));
        _compactedBytes = Journal.Length;
    }
}
