namespace Apex.Agents;

/// <summary>An agent of one's own: work that every silo does beside the five agents, supervised like them.</summary>
/// <remarks>
/// A public class with a constructor without parameters, in a folder of the silo's <c>extensions/</c>. The silo makes one object of it, calls
/// <see cref="InitializeAsync"/> once it serves, then <see cref="ExecuteAsync"/> again and again, and <see cref="ShutdownAsync"/> when it stops.
/// After an exception the agent is shown as failed, and is initialised and run again after a pause. It runs inside the silo, with the silo's rights.
/// </remarks>
public interface IAgentExtension
{
    /// <summary>Name in <c>apex status</c>, for example <c>DiskSpaceAgent</c>: a letter, then at most 63 letters, digits or underscores. Not one of the five.</summary>
    string Name { get; }

    /// <summary>Pause between two turns, 0.1–25 s; 10 s by default. Without a turn for 30 s it counts as stale.</summary>
    TimeSpan Interval => TimeSpan.FromSeconds(10);

    /// <summary>Gets ready. At most 15 s. Called again after a failure, with <see cref="ShutdownAsync"/> before it.</summary>
    /// <param name="context">What the silo offers.</param>
    /// <param name="cancellationToken">Cancelled when the silo stops or the time is up.</param>
    Task InitializeAsync(IAgentContext context, CancellationToken cancellationToken);

    /// <summary>One turn of its work.</summary>
    Task ExecuteAsync(CancellationToken cancellationToken);

    /// <summary>Gives back what it holds. At most 5 s.</summary>
    Task ShutdownAsync(CancellationToken cancellationToken);

    /// <summary>How it is; asked after each turn, must not wait for anything.</summary>
    AgentExtensionHealth GetHealth() => AgentExtensionHealth.Healthy;
}

/// <summary>What the silo offers to an agent of one's own.</summary>
public interface IAgentContext
{
    /// <summary>Region of this silo.</summary>
    string Region { get; }

    /// <summary>Folder that the extension was loaded from, absolute: the place of settings of its own.</summary>
    string Folder { get; }

    /// <summary>Every grain of the contracts, for example <see cref="Executions.IExecutionDirectoryGrain"/>.</summary>
    IGrainFactory Grains { get; }

    /// <summary>The silo's clock.</summary>
    TimeProvider Time { get; }

    /// <summary>Writes a line to the silo's log, with the agent's name.</summary>
    /// <param name="message">One sentence, without secrets.</param>
    /// <param name="isWarning">True where somebody should look.</param>
    void Log(string message, bool isWarning = false);
}

/// <summary>How an agent of one's own is.</summary>
/// <param name="Reason">Why it cannot do all of its work, and what would help; null if it can.</param>
public sealed record AgentExtensionHealth(string? Reason)
{
    /// <summary>All is well.</summary>
    public static readonly AgentExtensionHealth Healthy = new((string?)null);

    /// <summary>Figures of its own, at most 50, shown beside it.</summary>
    public IReadOnlyDictionary<string, long> Figures { get; init; } = new Dictionary<string, long>(StringComparer.Ordinal);
}
