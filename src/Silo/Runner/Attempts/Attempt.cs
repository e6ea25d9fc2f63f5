using Apex.Categories;

namespace Apex.Runner;

/// <summary>An attempt in the hands of the loop. Only the loop's thread touches it, never another.</summary>
internal sealed class Attempt
{
    public required AttemptId Id { get; init; }

    /// <summary>Highest term of ownership seen.</summary>
    public long Epoch { get; set; }

    public AttemptStage Stage { get; set; }

    /// <summary>Null once it has ended: only the end is kept.</summary>
    public AttemptSpec? Spec { get; set; }

    public AttemptEnd? End { get; set; }

    /// <summary>When it was acknowledged or tombstoned.</summary>
    public DateTimeOffset? SettledAt { get; set; }

    public AdmissionQueue.Ticket? Ticket { get; set; }

    /// <summary>When the budget is used up.</summary>
    public long BudgetEndsMs { get; set; }

    /// <summary>What exists only between admission and end.</summary>
    public AttemptRun? Run { get; set; }

    public bool IsHeld => Stage is not (AttemptStage.Acked or AttemptStage.Tombstone);

    public HeldAttempt ToHeld() => new()
    {
        Id = Id,
        Epoch = Epoch,
        State = Stage switch
        {
            AttemptStage.Waiting or AttemptStage.Spawning => HeldState.Waiting,
            AttemptStage.Ended => HeldState.Ended,
            _ => HeldState.Running,
        },
        StartedAt = End?.StartedAt ?? Run?.StartedAt,
        End = End,
    };
}

internal enum AttemptStage
{
    Waiting = 0,
    Spawning = 1,
    Running = 2,

    /// <summary>The command has ended; what it left is being ended.</summary>
    Emptying = 3,
    Ended = 4,
    Acked = 5,
    Tombstone = 6,

    /// <summary>The start of a service has ended; what it left is the service, and is kept until it is stopped.</summary>
    Left = 7,
}
