using Apex.Persistence;
using Apex.Runner.Native;

namespace Apex.Runner;

/// <summary>Attempts between admission and end: launched, watched, stopped, emptied, told. Runs on the loop's thread.</summary>
internal sealed class RunningAttempts(
    RunnerOptions options, RunnerClock clock, AttemptBook book, AdmissionQueue queue, ContextStore contexts,
    SlotPool slots, StopSequence stops, Turn turn, Epoll epoll, Dictionary<long, Attempt> running)
{
    // A spawn that is under way does not wake the loop; it is seen at the latest after this time.
    private const long SpawnLookMs = 20;
    private const long ReapEveryMs = 1000;
    private const int FirstLookAgainMs = 4;
    private const int LookAgainMs = 15;
    private const int LeftLookMs = 1000;

    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(64 * 1024, pinned: true);
    private readonly Dictionary<long, Attempt> _running = running;
    private int _spawning;
    private int _limited;
    private long _number;
    private long _nextReapMs;

    public required Emptiness Emptiness { get; init; }

    public required LimitWatch Limits { get; init; }

    public required AttemptEnds Ends { get; init; }

    public int Count => _running.Count;

    /// <summary>What the host's load leaves for new commands (<see cref="LoadRules"/>).</summary>
    public string Pressure { get; set; } = LoadRules.None;

    /// <summary>Token of a process; that of its pipe is one more.</summary>
    public static long ProcessToken(long number) => number * 2;

    /// <summary>Books what may start, and starts it once its record is written.</summary>
    public void Admit(long nowMs)
    {
        var allowed = LoadRules.Slots(options.Slots, Pressure);
        while (queue.TryAdmit(nowMs, allowed) is { } ticket)
        {
            var attempt = ticket.Attempt!;
            var run = new AttemptRun
            {
                Number = ++_number,
                Slot = slots.Take(beyond: ticket.Spec.Service is not null),
                Folder = SpoolPaths.Folder(options.SpoolFolder, attempt.Id),
                Mark = AttemptMark.Of(attempt.Id, options.StateFolder),
            };
            attempt.Run = run;
            attempt.Stage = AttemptStage.Spawning;
            _running.Add(run.Number, attempt);
            _spawning++;
            var order = new LaunchOrder(attempt.Id, attempt.Spec!, contexts.Get(attempt.Id.Execution), run.Folder, run.Mark, run.Number);
            turn.Record("spawning", new JournalRecord { Kind = JournalKind.Spawning, Id = attempt.Id.ToString(), Epoch = attempt.Epoch });
            turn.AfterWrite(() => run.Slot.Launch(order));
        }
    }

    public void Launched(long number, LaunchResult result)
    {
        _spawning--;
        var attempt = _running[number];
        var run = attempt.Run!;
        if (result.Failure is { } failure)
        {
            run.Stop ??= failure;
            run.EndedMs = clock.NowMs;
            run.EndedAt = clock.UtcNow;
            run.EmptinessProven = true;
            Complete(attempt);
            return;
        }

        (run.Pid, run.PidFd) = (result.Pid, result.PidFd);
        (run.StartedMs, run.StartedBootMs, run.StartedAt) = (result.StartedMs, result.StartedBootMs, result.StartedAt);
        run.Output = new AttemptOutput(epoll, result.Pipe, run.Folder, result.Secrets, Math.Min(attempt.Spec!.LogLimitBytes, options.LogCapBytes));
        attempt.Stage = AttemptStage.Running;
        _limited += attempt.Spec.Limits is null ? 0 : 1;
        turn.TellSoon(new AttemptBegan(attempt.Id, attempt.Epoch, result.StartedAt), clock.NowMs);
    }

    public void Ready(long token)
    {
        if (!_running.TryGetValue(token / 2, out var attempt) || attempt.Run is not { Output: { } output } run)
        {
            return;
        }

        if (token % 2 != 0)
        {
            output.Pump(_buffer, clock.NowMs, clock.UtcNow);
            if (output.IsAtEnd && run.EmptyMs >= 0)
            {
                Complete(attempt);
            }
        }
        else if (run.Exit is null && ChildProcess.TryReap(run.Pid) is { } exit)
        {
            run.Exit = exit;
            if (attempt.Spec!.Limits is not null)
            {
                // Before anything is killed: a kill refuses forks, too.
                run.Reading = run.Slot.Limits.Read();
                _limited--;
            }

            run.EndedMs = clock.NowMs;
            run.EndedAt = clock.UtcNow;
            epoll.Close(run.PidFd);
            run.PidFd = -1;
            output.Pump(_buffer, run.EndedMs, run.EndedAt);
            if (attempt.Spec!.Service == ServiceRole.Start && run.Stop is null && exit.ExitCode == 0)
            {
                attempt.Stage = AttemptStage.Left;
                LookAtLeft(attempt, run.EndedMs);
                return;
            }

            attempt.Stage = AttemptStage.Emptying;
            Look(attempt, run.EndedMs);
        }
    }

    /// <summary>Ends an attempt between admission and end.</summary>
    public void Stop(Attempt attempt, StopCause cause, long nowMs)
    {
        if (attempt.Stage != AttemptStage.Left)
        {
            stops.Begin(attempt, cause, nowMs);
            return;
        }

        attempt.Run!.Stop = cause;
        attempt.Stage = AttemptStage.Emptying;
        Look(attempt, nowMs);
    }

    /// <summary>Stops what is over its limits and goes on with what is being ended.</summary>
    /// <returns>When to look again.</returns>
    public long Check(long nowMs)
    {
        var next = long.MaxValue;
        foreach (var attempt in _running.Values.ToArray())
        {
            if (attempt.Stage == AttemptStage.Running)
            {
                next = Math.Min(next, stops.Check(attempt, nowMs));
            }
            else if (attempt.Stage == AttemptStage.Emptying && nowMs >= attempt.Run!.NextLookMs)
            {
                Look(attempt, nowMs);
            }
            else if (attempt.Stage == AttemptStage.Left && nowMs >= attempt.Run!.NextLookMs)
            {
                LookAtLeft(attempt, nowMs);
            }

            next = Math.Min(next, attempt.Stage is AttemptStage.Emptying or AttemptStage.Left ? attempt.Run!.NextLookMs : long.MaxValue);
        }

        if (_limited > 0)
        {
            next = Math.Min(next, Limits.Check(_running.Values, nowMs));
        }

        return Math.Min(next, Reap(nowMs));
    }

    /// <summary>When a spawn that is under way is looked after at the latest.</summary>
    public long NextSpawnLookMs(long nowMs) => _spawning > 0 ? nowMs + SpawnLookMs : long.MaxValue;

    /// <summary>Kills everything at once, without records: for the end of a process that will not wait.</summary>
    public void KillAll()
    {
        foreach (var attempt in _running.Values)
        {
            var run = attempt.Run!;
            if (run.Pid > 0)
            {
                ChildProcess.SignalGroup(run.Pid, Libc.SigKill);
                Emptiness.Kill(run, Emptiness.Look(run).Pids);
                ChildProcess.TryReap(run.Pid, wait: run.Exit is null);
                run.Output?.Dispose();
            }
        }
    }

    private void Look(Attempt attempt, long nowMs)
    {
        var run = attempt.Run!;
        if (run.EmptyMs >= 0)
        {
            // Empty, but somebody outside holds the pipe: enough.
            run.Output!.Finish(nowMs, clock.UtcNow);
            Complete(attempt);
            return;
        }

        var remains = Emptiness.Look(run);
        if (remains.Pids.Count == 0 || IsGivenUp(run, nowMs))
        {
            run.EmptinessProven = remains.Proven && remains.Pids.Count == 0;
            run.EmptyMs = nowMs;
            run.NextLookMs = nowMs + (long)options.DrainPatience.TotalMilliseconds;
            run.Output!.Pump(_buffer, nowMs, clock.UtcNow);
            if (run.Output.IsAtEnd)
            {
                Complete(attempt);
            }

            return;
        }

        EndLeftovers(attempt, remains.Pids, nowMs);
        run.NextLookMs = nowMs + (run.Leftovers.Count > 0 && nowMs - run.LeftoversTermMs > 50 ? LookAgainMs : FirstLookAgainMs);
    }

    /// <summary>A service that its start left behind ends by itself when nothing of it is there any more.</summary>
    private void LookAtLeft(Attempt attempt, long nowMs)
    {
        if (Emptiness.Look(attempt.Run!).Pids.Count > 0)
        {
            attempt.Run!.NextLookMs = nowMs + LeftLookMs;
            return;
        }

        attempt.Stage = AttemptStage.Emptying;
        Look(attempt, nowMs);
    }

    private void EndLeftovers(Attempt attempt, List<int> pids, long nowMs)
    {
        var run = attempt.Run!;
        var fresh = pids.Where(run.Leftovers.Add).ToList();
        if (run.LeftoversTermMs == 0)
        {
            run.LeftoversTermMs = nowMs;
        }

        var grace = attempt.Spec!.Service == ServiceRole.Start ? options.TerminateGrace : options.LeftoverGrace;
        if (run.StopSignal == Libc.SigKill || nowMs - run.LeftoversTermMs >= (long)grace.TotalMilliseconds)
        {
            run.LeftoversKillMs = run.LeftoversKillMs == 0 ? nowMs : run.LeftoversKillMs;
            Emptiness.Kill(run, pids);
            return;
        }

        foreach (var pid in fresh)
        {
            ChildProcess.Signal(pid, Libc.SigTerm);
        }
    }

    private bool IsGivenUp(AttemptRun run, long nowMs) =>
        run.LeftoversKillMs > 0 && nowMs - run.LeftoversKillMs >= (long)options.KillPatience.TotalMilliseconds;

    private void Complete(Attempt attempt)
    {
        var run = attempt.Run!;
        run.Output?.Dispose();
        slots.Ended(beyond: attempt.Spec!.Service is not null);
        attempt.End = Ends.Of(attempt, run);
        attempt.Stage = AttemptStage.Ended;
        attempt.Run = null;
        attempt.Spec = null;
        _running.Remove(run.Number);
        queue.Release(attempt.Ticket!);
        attempt.Ticket = null;
        book.Open--;
        turn.Record("exit", new JournalRecord { Kind = JournalKind.Exited, Id = attempt.Id.ToString(), Epoch = attempt.Epoch, End = attempt.End });
        turn.Tell(new AttemptEnded(attempt.End));
        if (run.EmptyMs >= 0 && IsGivenUp(run, run.EmptyMs) && !run.EmptinessProven)
        {
            slots.Replace(run.Slot);
        }
        else
        {
            slots.Return(run.Slot, run.EmptinessProven);
        }
    }

    private long Reap(long nowMs)
    {
        if (nowMs >= _nextReapMs)
        {
            _nextReapMs = nowMs + ReapEveryMs;
            Emptiness.Reap();
        }

        // As process 1 orphans come at any time; else only from what runs.
        return options.OwnsOrphans && (_running.Count > 0 || Environment.ProcessId == 1) ? _nextReapMs : long.MaxValue;
    }
}
