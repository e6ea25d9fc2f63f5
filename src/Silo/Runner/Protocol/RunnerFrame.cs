using Apex.Categories;

namespace Apex.Runner;

/// <summary>One message on the socket. Which fields are set depends on the type; unknown fields are ignored.</summary>
internal sealed record RunnerFrame
{
    public required FrameType Type { get; init; }

    /// <summary>Of a command and its <see cref="FrameType.Reply"/>.</summary>
    public long Number { get; init; }

    /// <summary>Hello: the lowest and highest protocol version that the caller speaks. Welcome: the one chosen, twice.</summary>
    public int MinVersion { get; init; }

    public int MaxVersion { get; init; }

    /// <summary>Hello: true for a silo, which wants events; false for one who only asks.</summary>
    public bool Subscribe { get; init; }

    public RunnerIdentity? Identity { get; init; }

    /// <summary>Why a command was not carried out.</summary>
    public string? Error { get; init; }

    public IReadOnlyList<AttemptSpec>? Attempts { get; init; }

    public IReadOnlyList<StopOrder>? Orders { get; init; }

    public IReadOnlyList<AttemptId>? Ids { get; init; }

    public AttemptId? Id { get; init; }

    public long Epoch { get; init; }

    public ExecutionContextSpec? Context { get; init; }

    public string? Execution { get; init; }

    /// <summary>ensure_silo: folder of the binaries, and which build they are.</summary>
    public string? Folder { get; init; }

    public string? Build { get; init; }

    public bool Force { get; init; }

    public IReadOnlyList<HeldAttempt>? Held { get; init; }

    public IReadOnlyList<HeldWait>? Waits { get; init; }

    public RunnerStatus? Status { get; init; }

    public IReadOnlyList<EventFrame>? Events { get; init; }
}

internal enum FrameType
{
    Hello = 0,
    Welcome = 1,
    Reply = 2,
    Events = 3,
    Place = 10,
    Stop = 11,
    Adopt = 12,
    Acknowledge = 13,
    Inventory = 14,
    PutContext = 15,
    DropContext = 16,
    Explain = 28,
    EnsureSilo = 20,
    Shutdown = 21,
    Status = 22,
}

/// <summary>One event; one of the three is set.</summary>
internal sealed record EventFrame
{
    public BeganFrame? Began { get; init; }

    public AttemptEnd? Ended { get; init; }

    public RefusedFrame? Refused { get; init; }

    public static EventFrame? From(RunnerEvent told) => told switch
    {
        AttemptBegan began => new EventFrame { Began = new BeganFrame(began.Id, began.Epoch, began.StartedAt) },
        AttemptEnded ended => new EventFrame { Ended = ended.End },
        AttemptRefused refused => new EventFrame { Refused = new RefusedFrame(refused.Id, refused.Epoch, refused.Kind, refused.Reason) },
        _ => null,
    };

    public RunnerEvent? ToEvent() => this switch
    {
        { Began: { } began } => new AttemptBegan(began.Id, began.Epoch, began.StartedAt),
        { Ended: { } ended } => new AttemptEnded(ended),
        { Refused: { } refused } => new AttemptRefused(refused.Id, refused.Epoch, refused.Kind, refused.Reason),
        _ => null,
    };
}

internal sealed record BeganFrame(AttemptId Id, long Epoch, DateTimeOffset StartedAt);

internal sealed record RefusedFrame(AttemptId Id, long Epoch, RefusalKind Kind, string Reason);

/// <summary>What a runner says of itself.</summary>
/// <param name="Pid">Process id of the runner.</param>
/// <param name="SiloPid">Process id of the silo; null while none runs.</param>
/// <param name="SiloBuild">Build of the silo's binaries.</param>
/// <param name="Waiting">Attempts that wait for a slot.</param>
/// <param name="Running">Attempts that run.</param>
/// <param name="Unacknowledged">Ends that no silo has recorded yet.</param>
internal sealed record RunnerStatus(int Pid, int? SiloPid, string? SiloBuild, int Waiting, int Running, int Unacknowledged);
