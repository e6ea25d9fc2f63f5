using System.Runtime.CompilerServices;
using Apex.Persistence;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Apex.Progress;

/// <summary>Reads the log once for all who watch. Nobody who writes waits for it.</summary>
[Reentrant]
public sealed partial class ProgressFeedGrain(IEventLog log, GrainsOptions options, TimeProvider time, ILogger<ProgressFeedGrain> logger) : Grain, IProgressFeedGrain
{
    private const int Kept = 1_000;
    private const int ReadAtOnce = 1_000;
    private const int SentAtOnce = 100;
    private const int MostReadings = 50;
    private readonly EventTail _tail = new(Kept);
    private readonly ILogger<ProgressFeedGrain> _logger = logger;
    private TaskCompletionSource _appended = NewSignal();
    private Task? _reading;
    private bool _readAgain;
    private bool _pacing;
    private bool _appendedMeanwhile;
    private int _watchers;
    private IGrainTimer? _poll;

    private string Execution => this.GetPrimaryKeyString();

    public async Task<List<ProgressEvent>> ReadAsync(long after, int limit)
    {
        var most = Math.Clamp(limit, 1, ReadAtOnce);
        await CatchUpAsync();
        return await TakeAsync(Math.Max(0, after), most);
    }

    public Task ForgetAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<ProgressEvent> WatchAsync(long after, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Enter();
        try
        {
            var last = Math.Max(0, after);
            await CatchUpAsync();
            while (true)
            {
                var signal = _appended.Task;
                foreach (var next in await TakeAsync(last, SentAtOnce))
                {
                    last = next.Seq;
                    yield return next;
                }

                if (last < _tail.Last)
                {
                    continue;
                }

                if (_tail.IsComplete)
                {
                    yield break;
                }

                await signal.WaitAsync(cancellationToken);
            }
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Reads at once, then not again for a moment: a busy execution's events go out in groups. Nothing is read for nobody: whoever comes to watch begins by reading.</summary>
    public Task AppendedAsync()
    {
        _appendedMeanwhile = true;
        return _watchers == 0 || _pacing ? Task.CompletedTask : PaceAsync();
    }

    private async Task PaceAsync()
    {
        _pacing = true;
        try
        {
            // The caller sends no other notice before this one is answered, so it is that of other silos which goes on here; and not for ever.
            for (var readings = 0; _appendedMeanwhile && _watchers > 0 && readings < MostReadings; readings++)
            {
                _appendedMeanwhile = false;
                await CatchUpAsync();
                await Task.Delay(options.FeedPace, time);
            }
        }
        finally
        {
            _pacing = false;
        }
    }

    private async Task<List<ProgressEvent>> TakeAsync(long after, int limit) =>
        _tail.Covers(after) ? _tail.After(after, limit) : [.. await log.ReadAsync(Execution, after, limit)];

    /// <summary>Reads what is new. Calls that come meanwhile share one more reading: it begins after them, so it sees what they were told of.</summary>
    private Task CatchUpAsync()
    {
        if (_tail.IsComplete)
        {
            return Task.CompletedTask;
        }

        _readAgain = true;
        return _reading is { IsCompleted: false } ? _reading : _reading = ReadNewAsync();
    }

    private async Task ReadNewAsync()
    {
        while (_readAgain)
        {
            _readAgain = false;
            IReadOnlyList<ProgressEvent> page;
            do
            {
                page = await log.ReadAsync(Execution, _tail.Last, ReadAtOnce);
                Append(page);
            }
            while (page.Count == ReadAtOnce);
        }
    }

    private void Append(IReadOnlyList<ProgressEvent> page)
    {
        var before = _tail.Last;
        foreach (var next in page)
        {
            if (!_tail.Append(next))
            {
                LogGap(Execution, _tail.Last, next.Seq); // the log numbers in the commit, so this is a fault of storage: wait for the missing one
                break;
            }
        }

        if (_tail.Last > before)
        {
            var signal = _appended;
            _appended = NewSignal();
            signal.SetResult();
        }
    }

    private void Enter()
    {
        _watchers++;
        _poll ??= this.RegisterGrainTimer(PollAsync, new GrainTimerCreationOptions(options.FeedPoll, options.FeedPoll) { KeepAlive = true });
    }

    private void Leave()
    {
        if (--_watchers == 0)
        {
            _poll?.Dispose();
            _poll = null;
        }
    }

    private async Task PollAsync()
    {
        try
        {
            await CatchUpAsync();
        }
        catch (Exception error)
        {
            LogPollFailed(error, Execution);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
