namespace Apex.Resources;

/// <summary>Why something waits: a closed list. Added to, never changed.</summary>
public static class WaitReasons
{
    /// <summary>No host has a slot, memory or CPU free.</summary>
    public const string Capacity = "capacity";

    /// <summary>The layer's own maximum.</summary>
    public const string LayerLimit = "layer_limit";

    /// <summary>The execution's maximum.</summary>
    public const string ExecutionLimit = "execution_limit";

    /// <summary>A named lock, or the instances of the category in one working tree.</summary>
    public const string Lock = "lock";

    /// <summary>A layer that it conflicts with runs.</summary>
    public const string Conflict = "conflict";

    /// <summary>A category or layer that it depends on has not passed yet.</summary>
    public const string Dependency = "dependency";

    /// <summary>The phase, group or layer before it is not over.</summary>
    public const string Gate = "gate";

    /// <summary>Others go first.</summary>
    public const string Priority = "priority";

    /// <summary>A service that it needs is not up.</summary>
    public const string Service = "service";

    /// <summary>The pause between two phases.</summary>
    public const string StartDelay = "start_delay";

    /// <summary>The pause before its next attempt.</summary>
    public const string RetryBackoff = "retry_backoff";

    /// <summary>The region's maximum of background executions.</summary>
    public const string BackgroundCap = "background_cap";

    /// <summary>Infrastructure failed each time: it is not placed again.</summary>
    public const string Quarantined = "quarantined";

    /// <summary>No host with working agents takes anything.</summary>
    public const string AgentDown = "agent_down";

    /// <summary>The region drains.</summary>
    public const string Drain = "drain";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> All =
    [
        Capacity, LayerLimit, ExecutionLimit, Lock, Conflict, Dependency, Gate, Priority, Service, StartDelay, RetryBackoff, BackgroundCap, Quarantined, AgentDown, Drain,
    ];
}
