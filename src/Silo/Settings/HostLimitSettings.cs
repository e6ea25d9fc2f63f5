namespace Apex.Settings;

/// <summary>Loopback ports; 0 takes a free one.</summary>
public sealed record PortSettings
{
    /// <summary>Port of the Orleans gateway, for clients. Default 0.</summary>
    [Setting("gateway", "APEX_GATEWAY_PORT", Max = 65_535)]
    public int Gateway { get; init; }

    /// <summary>Port between silos. Default 0.</summary>
    [Setting("silo", "APEX_SILO_PORT", Max = 65_535)]
    public int Silo { get; init; }

    /// <summary>Port of HTTP. Default 0.</summary>
    [Setting("http", "APEX_HTTP_PORT", Max = 65_535)]
    public int Http { get; init; }
}

/// <summary>What this host gives to commands.</summary>
public sealed record CapacitySettings
{
    /// <summary>Commands that run at once, 1–1 024. Default: cores.</summary>
    [Setting("slots", "APEX_SLOTS", Min = 1, Max = 1024)]
    public int? Slots { get; init; }

    /// <summary>Memory that commands may not reserve, MiB. Default: an eighth of the machine's.</summary>
    [Setting("memory_reserve_mb", "APEX_MEMORY_RESERVE_MB", Max = 1_048_576)]
    public int? MemoryReserveMb { get; init; }
}

/// <summary>
/// Load of the host at which new commands are slowed (half the slots) or stopped, percent, sampled every 5 s; CPU without what Apex's own
/// commands use, which the slots bound. 100 switches a threshold off. Where nothing of Apex runs one command starts all the same, so that
/// a loaded host is slow and never stands still.
/// </summary>
public sealed record ThresholdSettings
{
    /// <summary>CPU used by others from which new commands get half the slots, 1–100. Default 80.</summary>
    [Setting("cpu_warning_percent", "APEX_CPU_WARNING_PERCENT", Min = 1, Max = 100)]
    public int CpuWarningPercent { get; init; } = 80;

    /// <summary>CPU used by others from which no new command starts, 1–100. Default 90.</summary>
    [Setting("cpu_critical_percent", "APEX_CPU_CRITICAL_PERCENT", Min = 1, Max = 100)]
    public int CpuCriticalPercent { get; init; } = 90;

    /// <summary>Memory in use from which new commands get half the slots, 1–100. Default 85.</summary>
    [Setting("memory_warning_percent", "APEX_MEMORY_WARNING_PERCENT", Min = 1, Max = 100)]
    public int MemoryWarningPercent { get; init; } = 85;

    /// <summary>Memory in use from which no new command starts, 1–100. Default 95.</summary>
    [Setting("memory_critical_percent", "APEX_MEMORY_CRITICAL_PERCENT", Min = 1, Max = 100)]
    public int MemoryCriticalPercent { get; init; } = 95;
}

/// <summary>How long a command that is stopped gets.</summary>
public sealed record GraceSettings
{
    /// <summary>Seconds from SIGINT to SIGTERM, 0–3 600. Default 5.</summary>
    [Setting("interrupt_seconds", "APEX_GRACE_INTERRUPT_SECONDS", Max = 3600)]
    public double InterruptSeconds { get; init; } = 5;

    /// <summary>Seconds from SIGTERM to SIGKILL, 0–3 600. Default 5.</summary>
    [Setting("terminate_seconds", "APEX_GRACE_TERMINATE_SECONDS", Max = 3600)]
    public double TerminateSeconds { get; init; } = 5;
}
