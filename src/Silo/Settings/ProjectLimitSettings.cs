namespace Apex.Settings;

/// <summary>The background lane.</summary>
public sealed record BackgroundSettings
{
    /// <summary>Background tasks that run at once in the region, 1–64. Default 2.</summary>
    [Setting("max_concurrent", "APEX_MAX_CONCURRENT_BACKGROUND", Min = 1, Max = 64)]
    public int MaxConcurrent { get; init; } = 2;
}

/// <summary>How large a project's configuration may be.</summary>
public sealed record ConfigurationLimitSettings
{
    /// <summary>Size of one file, KiB of UTF-8, 1–16 384, which is what the command line sends. Default 1 024.</summary>
    [Setting("max_file_kb", "APEX_CONFIGURATION_MAX_FILE_KB", Min = 1, Max = 16_384)]
    public int MaxFileKb { get; init; } = 1024;

    /// <summary>Nodes of one file, aliases expanded, 100–5 000 000. Default 50 000.</summary>
    [Setting("max_nodes", "APEX_CONFIGURATION_MAX_NODES", Min = 100, Max = 5_000_000)]
    public int MaxNodes { get; init; } = 50_000;
}

/// <summary>The operator's ceilings (SPEC 10): a plan that asks for more is refused before anything starts. Null: no ceiling.</summary>
public sealed record CeilingSettings
{
    /// <summary>Memory that a category may reserve or be limited to, MiB, 1–1 048 576. Default none.</summary>
    [Setting("memory_mb", "APEX_CEILING_MEMORY_MB", Min = 1, Max = 1_048_576)]
    public int? MemoryMb { get; init; }

    /// <summary>CPU that a category may reserve or be limited to, percent of one core, 1–102 400. Default none.</summary>
    [Setting("cpu_percent", "APEX_CEILING_CPU_PERCENT", Min = 1, Max = 102_400)]
    public int? CpuPercent { get; init; }

    /// <summary>Duration that a layer may ask for, minutes, 1–1 440. Default none.</summary>
    [Setting("layer_minutes", "APEX_CEILING_LAYER_MINUTES", Min = 1, Max = 1440)]
    public int? LayerMinutes { get; init; }
}

/// <summary>Projects that may use what needs a grant (SPEC 10): names, <c>*</c> for all, or <c>none</c>. On loopback all may.</summary>
public sealed record GrantSettings
{
    /// <summary>Projects that may run with <c>--real-services</c>. Default all.</summary>
    [Setting("real_services", "APEX_GRANT_REAL_SERVICES")]
    public IReadOnlyList<string> RealServices { get; init; } = ["*"];

    /// <summary>Projects that may run with <c>--real-llm</c>. Default all.</summary>
    [Setting("real_llm", "APEX_GRANT_REAL_LLM")]
    public IReadOnlyList<string> RealLlm { get; init; } = ["*"];

    /// <summary>Projects that may run in the environment <c>prod</c>. Default all.</summary>
    [Setting("prod", "APEX_GRANT_PROD")]
    public IReadOnlyList<string> Prod { get; init; } = ["*"];
}

/// <summary>The log files of silo and runner.</summary>
public sealed record LogSettings
{
    /// <summary>Least level that is kept. Default <c>information</c>.</summary>
    [Setting("level", "APEX_LOG_LEVEL")]
    public LogDetail Level { get; init; } = LogDetail.Information;

    /// <summary>Size from which a file is followed by another, MiB, 1–1 024. Default 16.</summary>
    [Setting("file_mb", "APEX_LOG_FILE_MB", Min = 1, Max = 1024)]
    public int FileMb { get; init; } = 16;

    /// <summary>Files kept of each process, 1–100. Default 7. Disk used at most: twice <c>file_mb</c> × this.</summary>
    [Setting("files", "APEX_LOG_FILES", Min = 1, Max = 100)]
    public int Files { get; init; } = 7;
}

/// <summary>Least level of what is kept in the logs.</summary>
public enum LogDetail
{
    /// <summary>Everything of Apex's own.</summary>
    Debug = 0,

    /// <summary>What happened.</summary>
    Information = 1,

    /// <summary>What should not happen, and was repaired.</summary>
    Warning = 2,

    /// <summary>What could not be done.</summary>
    Error = 3,
}
