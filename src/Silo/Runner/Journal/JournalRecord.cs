namespace Apex.Runner;

/// <summary>One line of the journal. Which fields are set depends on the kind.</summary>
internal sealed record JournalRecord
{
    public required JournalKind Kind { get; init; }

    /// <summary>Attempt id as text; empty in the <see cref="JournalKind.Boot"/> line.</summary>
    public string Id { get; init; } = "";

    public long Epoch { get; init; }

    public int Pid { get; init; }

    /// <summary>Start of the process, milliseconds from boot: with the pid it names one process of this boot.</summary>
    public long StartedAtMs { get; init; }

    /// <summary>When, wall clock: start of the command, acknowledgement, tombstone.</summary>
    public DateTimeOffset? At { get; init; }

    public AttemptEnd? End { get; init; }

    /// <summary>Boot id, in the <see cref="JournalKind.Boot"/> line.</summary>
    public string? Boot { get; init; }
}

internal enum JournalKind
{
    /// <summary>First line of a file.</summary>
    Boot = 0,
    Placed = 1,
    Spawning = 2,
    Started = 3,
    Exited = 4,
    Acked = 5,

    /// <summary>Taken back before its start; carries an end that says so.</summary>
    Withdrawn = 6,

    /// <summary>A stop came for an id that is not known: it may not start any more.</summary>
    Tombstone = 7,

    /// <summary>The highest term of ownership seen was raised.</summary>
    Epoch = 8,
}
