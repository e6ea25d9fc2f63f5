using System.Threading.Channels;
using Apex.Categories;

namespace Apex.Runner;

/// <summary>A silo's connection to the runner of its host. Reconnects by itself; every command may be repeated.</summary>
public interface IRunnerLink
{
    /// <summary>What the runner said of itself; completes with the first connection.</summary>
    Task<RunnerIdentity> IdentityAsync(CancellationToken cancellationToken);

    /// <summary>Starts, ends, and (re)connections, in order. An end is told again after each reconnection until it is acknowledged.</summary>
    ChannelReader<RunnerEvent> Events { get; }

    /// <summary>Hands attempts over. Answers when they are in the journal; a refused one comes back as <see cref="AttemptRefused"/>.</summary>
    Task PlaceAsync(IReadOnlyList<AttemptSpec> attempts, CancellationToken cancellationToken);

    /// <summary>Stops attempts that run and takes back those that wait. For an unknown id it leaves a tombstone.</summary>
    Task StopAsync(IReadOnlyList<StopOrder> orders, CancellationToken cancellationToken);

    /// <summary>Raises the term of ownership of an attempt that this silo adopted.</summary>
    Task AdoptAsync(AttemptId id, long epoch, CancellationToken cancellationToken);

    /// <summary>Says that an end is recorded: it is not told again, its spool may go to retention.</summary>
    Task AcknowledgeAsync(IReadOnlyList<AttemptId> ids, CancellationToken cancellationToken);

    /// <summary>Everything that the runner holds: waiting, running, ended and not acknowledged.</summary>
    Task<IReadOnlyList<HeldAttempt>> InventoryAsync(CancellationToken cancellationToken);

    /// <summary>Attempts of an execution that wait on this host, and why.</summary>
    Task<IReadOnlyList<HeldWait>> ExplainAsync(string execution, CancellationToken cancellationToken);

    /// <summary>Keeps the environment and secrets of an execution: in memory, and in a 0600 file for the runner's restart.</summary>
    Task PutContextAsync(ExecutionContextSpec context, CancellationToken cancellationToken);

    /// <summary>Forgets the environment and secrets of an execution that has ended.</summary>
    Task DropContextAsync(string execution, CancellationToken cancellationToken);

    /// <summary>Folder of an attempt's log and results on this host.</summary>
    string SpoolFolder(AttemptId id);
}

/// <param name="HostId">Identity of the host.</param>
/// <param name="Pid">Process id of the runner.</param>
/// <param name="Slots">Commands that may run at once.</param>
/// <param name="MemoryMb">Memory for commands, MiB.</param>
/// <param name="CanProveEmptiness">True where a cgroup can be written.</param>
public sealed record RunnerIdentity(string HostId, int Pid, int Slots, int MemoryMb, bool CanProveEmptiness)
{
    /// <summary>How it limits attempts; null from a runner of an older build.</summary>
    public LimitCapabilities? Limits { get; init; }
}

/// <param name="Id">Which attempt.</param>
/// <param name="Epoch">Term of ownership; an order below the highest known one is ignored.</param>
/// <param name="Cause">Cause that its end is to have: <see cref="EndCause.Stopped"/> or <see cref="EndCause.Timeout"/>.</param>
/// <param name="Reason">For the record.</param>
/// <param name="OnlyWaiting">True if one that has started is to go on.</param>
public sealed record StopOrder(AttemptId Id, long Epoch, EndCause Cause, string Reason, bool OnlyWaiting = false);

/// <summary>Environment of an execution's commands. Values must not reach a log.</summary>
public sealed record ExecutionContextSpec
{
    public required string Execution { get; init; }

    /// <summary>Null: the runner's own environment.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    /// <summary>Null: the runner's own.</summary>
    public int? Umask { get; init; }

    public IReadOnlyDictionary<string, string> Secrets { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public override string ToString() => $"ExecutionContextSpec({Execution})";
}

public sealed record HeldAttempt
{
    public required AttemptId Id { get; init; }

    public required long Epoch { get; init; }

    public required HeldState State { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public AttemptEnd? End { get; init; }
}

/// <param name="Id">An attempt that waits.</param>
/// <param name="Reason">One of <see cref="Resources.WaitReasons"/>.</param>
/// <param name="Detail">The facts, for a person.</param>
public sealed record HeldWait(AttemptId Id, string Reason, string Detail);

public enum HeldState
{
    Waiting = 0,
    Running = 1,
    Ended = 2,
}

/// <summary>What the runner tells.</summary>
public abstract record RunnerEvent;

/// <summary>The link is up (again): ask for the inventory and adopt.</summary>
public sealed record RunnerConnected(RunnerIdentity Runner) : RunnerEvent;

/// <summary>The link is down; commands go on within their limits.</summary>
public sealed record RunnerDisconnected(string Reason) : RunnerEvent;

public sealed record AttemptBegan(AttemptId Id, long Epoch, DateTimeOffset StartedAt) : RunnerEvent;

public sealed record AttemptEnded(AttemptEnd End) : RunnerEvent;

/// <summary>It was not taken.</summary>
public sealed record AttemptRefused(AttemptId Id, long Epoch, RefusalKind Kind, string Reason) : RunnerEvent;

/// <summary>What a refusal says of the attempt.</summary>
public enum RefusalKind
{
    /// <summary>It never started and never will under this number: stopped before it came, issued too long ago, no room on the disk.</summary>
    NeverStarted = 0,

    /// <summary>The order is from an older term; whoever has the newer one is heard.</summary>
    Superseded = 1,

    /// <summary>This host can never run it: it asks for more than the host has.</summary>
    Impossible = 2,
}
