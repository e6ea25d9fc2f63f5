using Apex.Runner.Native;

namespace Apex.Runner;

/// <summary>A command that runs, or is being ended.</summary>
internal sealed class AttemptRun
{
    /// <summary>Number within this process: tells epoll's events apart, also when an attempt id is long.</summary>
    public required long Number { get; init; }

    public required Slot Slot { get; init; }

    public required string Folder { get; init; }

    public required string Mark { get; init; }

    public int Pid { get; set; }

    public int PidFd { get; set; } = -1;

    public DateTimeOffset? StartedAt { get; set; }

    public long StartedMs { get; set; }

    /// <summary>Start of the leader, milliseconds from boot.</summary>
    public long StartedBootMs { get; set; }

    public AttemptOutput? Output { get; set; }

    public ChildExit? Exit { get; set; }

    /// <summary>User and system time of its processes that the leader did not wait for and that have ended.</summary>
    public long OrphansCpuMs { get; set; }

    /// <summary>Highest resident memory of the largest of them.</summary>
    public long OrphansPeakKb { get; set; }

    /// <summary>What the kernel counted until the leader's end.</summary>
    public LimitReading Reading { get; set; }

    /// <summary>Highest sum of its processes' memory that was seen; 0 where nobody looked.</summary>
    public long SampledPeakBytes { get; set; }

    public long EndedMs { get; set; }

    public DateTimeOffset EndedAt { get; set; }

    /// <summary>Why it is being stopped; null while it is not.</summary>
    public StopCause? Stop { get; set; }

    /// <summary>The last signal of the stop sequence that was sent; 0 before.</summary>
    public int StopSignal { get; set; }

    /// <summary>When the next signal is due.</summary>
    public long NextSignalMs { get; set; } = long.MaxValue;

    /// <summary>Processes that were found after the leader's end.</summary>
    public HashSet<int> Leftovers { get; } = [];

    /// <summary>When what is left was told to end, and when it was killed; 0 before.</summary>
    public long LeftoversTermMs { get; set; }

    public long LeftoversKillMs { get; set; }

    public long NextLookMs { get; set; } = long.MaxValue;

    /// <summary>When nothing was left any more; the pipe is read a little longer.</summary>
    public long EmptyMs { get; set; } = -1;

    public bool EmptinessProven { get; set; }
}

/// <param name="Cause">Cause that the end is to have.</param>
/// <param name="Reason">For the record.</param>
internal sealed record StopCause(EndCause Cause, string Reason);
