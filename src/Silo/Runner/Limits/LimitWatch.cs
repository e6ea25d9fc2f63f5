using Apex.Runner.Native;

namespace Apex.Runner;

/// <summary>Looks after attempts with limits while they run, and kills what is over them. Costs nothing while none runs.</summary>
/// <remarks>
/// Where the kernel limits memory it kills one process of a full group; the rest of the attempt is of no use then and goes too.
/// Where it does not, the processes are counted and their memory is summed up.
/// </remarks>
internal sealed class LimitWatch(LimitCapabilities capabilities, Emptiness emptiness, StopSequence stops)
{
    private const long EveryMs = 250;

    private long _nextMs;

    /// <returns>When to look again.</returns>
    public long Check(IEnumerable<Attempt> running, long nowMs)
    {
        var watched = running.Where(attempt => attempt.Stage == AttemptStage.Running && IsWatched(attempt.Spec!.Limits)).ToList();
        if (watched.Count == 0)
        {
            return long.MaxValue;
        }

        if (nowMs >= _nextMs)
        {
            _nextMs = nowMs + EveryMs;
            var table = watched.Exists(attempt => IsSampled(attempt.Spec!.Limits!)) ? ProcessTable.Read() : null;
            foreach (var attempt in watched)
            {
                Look(attempt, table, nowMs);
            }
        }

        return _nextMs;
    }

    private bool IsWatched(AttemptLimits? limits) => limits is not null && (limits.MemoryMb is not null || IsSampled(limits));

    private bool IsSampled(AttemptLimits limits) =>
        (limits.MemoryMb is not null && capabilities.Memory == LimitBackend.Sampling)
        || (limits.Processes is not null && capabilities.Processes == LimitBackend.Sampling);

    private void Look(Attempt attempt, ProcessTable? table, long nowMs)
    {
        var (run, limits) = (attempt.Run!, attempt.Spec!.Limits!);
        if (limits.MemoryMb is not null && run.Slot.Limits.Read().OutOfMemoryKills > 0)
        {
            stops.Kill(attempt, new StopCause(EndCause.OverMemory, "a process of it was killed for want of memory, and so was the rest"), nowMs);
        }
        else if (IsSampled(limits))
        {
            Sample(attempt, table!.Tree([run.Pid, .. emptiness.Look(run).Pids]), nowMs);
        }
    }

    private void Sample(Attempt attempt, List<ProcessStat> tree, long nowMs)
    {
        var (run, limits) = (attempt.Run!, attempt.Spec!.Limits!);
        if (limits.MemoryMb is { } megabytes && capabilities.Memory == LimitBackend.Sampling)
        {
            var limit = megabytes * 1024L * 1024;
            var bytes = ProcessTable.Memory(tree, limit);
            run.SampledPeakBytes = Math.Max(run.SampledPeakBytes, bytes);
            if (bytes > limit)
            {
                End(attempt, tree, new StopCause(EndCause.OverMemory, "its processes had more memory than its limit"), nowMs);
                return;
            }
        }

        var threads = tree.Sum(static process => process.Threads);
        if (limits.Processes is { } most && capabilities.Processes == LimitBackend.Sampling && threads > most)
        {
            End(attempt, tree, new StopCause(EndCause.OverProcesses, $"it had {threads} processes and threads at once; limits.processes allows {most}"), nowMs);
        }
    }

    private void End(Attempt attempt, List<ProcessStat> tree, StopCause cause, long nowMs)
    {
        stops.Kill(attempt, cause, nowMs);
        foreach (var process in tree)
        {
            ChildProcess.Signal(process.Pid, Libc.SigKill);
        }
    }
}
