namespace Apex.Settings;

/// <summary>The five agents: when they count as working, and which of them run here.</summary>
public sealed record AgentSettings
{
    /// <summary>Kinds of agents, of five, that must work before an execution begins, 1–5. Default 3.</summary>
    [Setting("minimum_required", "APEX_MINIMUM_AGENTS", Min = 1, Max = 5)]
    public int MinimumRequired { get; init; } = 3;

    /// <summary>Seconds in which an agent must come up, 0.2–600. Default 15. After it, it is in error with the reason, and is tried again.</summary>
    [Setting("start_timeout_seconds", "APEX_AGENT_START_TIMEOUT_SECONDS", Min = 0.2, Max = 600)]
    public double StartTimeoutSeconds { get; init; } = 15;

    /// <summary>Seconds between two signs of life of an agent that has nothing to do, 0.1–60. Default 10. After two that did not come it is degraded.</summary>
    [Setting("heartbeat_seconds", "APEX_AGENT_HEARTBEAT_SECONDS", Min = 0.1, Max = 60)]
    public double HeartbeatSeconds { get; init; } = 10;

    /// <summary>Seconds without a sign of life after which an agent counts as not working and its loop is begun anew, 0.3–600. Default 30, above two heartbeats.</summary>
    [Setting("stale_seconds", "APEX_AGENT_STALE_SECONDS", Min = 0.3, Max = 600)]
    public double StaleSeconds { get; init; } = 30;

    /// <summary>True: plans, and wakes executions. Without it nothing is planned or started.</summary>
    [Setting("test_orchestrator", "APEX_AGENT_TEST_ORCHESTRATOR")]
    public bool TestOrchestrator { get; init; } = true;

    /// <summary>True: runs attempts on this host. Without it this host takes none.</summary>
    [Setting("layer_execution", "APEX_AGENT_LAYER_EXECUTION")]
    public bool LayerExecution { get; init; } = true;

    /// <summary>True: runs the background lane. Without it background tasks wait.</summary>
    [Setting("background_e2e", "APEX_AGENT_BACKGROUND_E2E")]
    public bool BackgroundE2E { get; init; } = true;

    /// <summary>True: tells watchers at once. Without it they look once a second.</summary>
    [Setting("progress_streaming", "APEX_AGENT_PROGRESS_STREAMING")]
    public bool ProgressStreaming { get; init; } = true;

    /// <summary>True: tells the scheduler of this host. Without it this host takes no attempts.</summary>
    [Setting("resource_management", "APEX_AGENT_RESOURCE_MANAGEMENT")]
    public bool ResourceManagement { get; init; } = true;
}
