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
    public const string LogTruncated = "log_truncated";
    public const string Warning = "warning";
    public const string ErrorOccurred = "error_occurred";

    public const string TestCompleted = "test_completed";
#pragma warning restore CS1591
}
