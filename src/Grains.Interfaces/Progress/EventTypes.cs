namespace Apex.Progress;

/// <summary>Types of events (SPEC 5). Part of the public contract: never renamed.</summary>
public static class EventTypes
{
#pragma warning disable CS1591 // the names say it; SPEC 5 describes each
    public const string OrchestrationQueued = "orchestration_queued";
    public const string OrchestrationStarted = "orchestration_started";
    public const string OrchestrationCancelled = "orchestration_cancelled";
    public const string VerdictDecided = "verdict_decided";
    public const string OrchestrationCompleted = "orchestration_completed";
    public const string LayerQueued = "layer_queued";
    public const string LayerStarted = "layer_started";
    public const string LayerCompleted = "layer_completed";
    public const string LayerSkipped = "layer_skipped";
    public const string LayerCancelled = "layer_cancelled";
    public const string CategoryQueued = "category_queued";
    public const string CategoryStarted = "category_started";
    public const string CategoryProgress = "category_progress";
    public const string CategoryCompleted = "category_completed";
    public const string CategorySkipped = "category_skipped";
    public const string CategoryRetrying = "category_retrying";
    public const string CategoryDetached = "category_detached";
    public const string CategoryReattached = "category_reattached";
    public const string CategoryCancelled = "category_cancelled";
    public const string AttemptStarted = "attempt_started";
    public const string AttemptFinished = "attempt_finished";
    public const string AttemptLost = "attempt_lost";
    public const string AttemptLateResult = "attempt_late_result";
    public const string BackgroundQueued = "background_queued";
    public const string BackgroundStarted = "background_started";
    public const string BackgroundCompleted = "background_completed";
    public const string BackgroundRetrying = "background_retrying";
    public const string BackgroundCancelled = "background_cancelled";
    public const string LogTruncated = "log_truncated";
    public const string Warning = "warning";
    public const string ErrorOccurred = "error_occurred";
    public const string AgentHealthChanged = "agent_health_changed";
    public const string AlertRaised = "alert_raised";
    public const string AlertResolved = "alert_resolved";

    public const string ResourceWaiting = "resource_waiting";
    public const string ResourceAllocated = "resource_allocated";
    public const string ResourceReleased = "resource_released";

    public const string ServiceStarting = "service_starting";
    public const string ServiceHealthy = "service_healthy";
    public const string ServiceUnhealthy = "service_unhealthy";
    public const string ServiceStopped = "service_stopped";

    public const string TestCompleted = "test_completed";
#pragma warning restore CS1591
}
