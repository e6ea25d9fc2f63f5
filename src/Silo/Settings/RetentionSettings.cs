using Apex.Retention;

namespace Apex.Settings;

/// <summary>How long what has ended is kept. Looked at a minute after the start and every hour; <c>apex prune</c> does it at once.</summary>
public sealed record RetentionSettings
{
    /// <summary>Days that an execution is kept after its verdict, 1–3 650. Default 30. Background tasks: <c>background.retention_days</c> of their project.</summary>
    [Setting("days", "APEX_RETENTION_DAYS", Min = 1, Max = 3650)]
    public int Days { get; init; } = 30;

    /// <summary>Ended executions that are kept, newest first, 1–1 000 000. Default 1 000. Background tasks are not counted.</summary>
    [Setting("executions", "APEX_RETENTION_EXECUTIONS", Min = 1, Max = 1_000_000)]
    public int Executions { get; init; } = 1_000;

    /// <summary>Days that logs, results and artifacts are kept after the verdict, 1–3 650. Default 7.</summary>
    [Setting("log_days", "APEX_RETENTION_LOG_DAYS", Min = 1, Max = 3650)]
    public int LogDays { get; init; } = 7;

    /// <summary>MiB of logs, results and artifacts that a host keeps, newest execution first, 1–10 000 000. Default 5 120. What was written within the last hour is kept beyond it.</summary>
    [Setting("log_mb", "APEX_RETENTION_LOG_MB", Min = 1, Max = 10_000_000)]
    public int LogMb { get; init; } = 5_120;

    internal RetentionRule Rule => new()
    {
        Executions = TimeSpan.FromDays(Days),
        MostExecutions = Executions,
        Logs = TimeSpan.FromDays(LogDays),
        MostLogBytes = LogMb * 1024L * 1024,
    };
}
