namespace Apex.Settings;

/// <summary>
/// What an operator may set (SPEC 11): files <c>config/silo/*.json</c> of the home, then <c>APEX_…</c> variables, then <c>--set NAME=VALUE</c>, each
/// stronger than the one before. Read once at the start, by the runner and by the silo. The table of them is in docs/operating.md.
/// </summary>
public sealed record SiloSettings
{
    /// <summary>Region: part of the cluster's and the service's id and of every record. Default <c>local</c>. Another one finds none of the earlier executions.</summary>
    [Setting("region", "APEX_REGION", Pattern = "[a-z][a-z0-9-]{0,30}", Allowed = "a lower-case letter, then up to 30 letters, digits and '-'")]
    public string Region { get; init; } = ApexRegion.Local;

    /// <summary>Folder of the database, absolute, on a local disk. Default: <c>data</c> in the home.</summary>
    [Setting("data_folder", "APEX_DATA_FOLDER", Pattern = "/.*", Allowed = "an absolute path")]
    public string? DataFolder { get; init; }

    /// <summary>Folder of extensions, absolute or within the home; need not exist. Default: <c>extensions</c> in the home.</summary>
    [Setting("extensions_folder", "APEX_EXTENSIONS", Allowed = "a path")]
    public string? ExtensionsFolder { get; init; }

    /// <summary>Seconds between two <c>category_progress</c> events of a command that runs, 1–3 600. Default 10.</summary>
    [Setting("progress_seconds", "APEX_PROGRESS_SECONDS", Min = 1, Max = 3600)]
    public int ProgressSeconds { get; init; } = 10;

    /// <summary>Minutes without an execution, attempt or client after which silo and runner stop, above 0, at most 10 080. Default 30.</summary>
    [Setting("idle_minutes", "APEX_IDLE_MINUTES", Min = 0.01, Max = 10_080)]
    public double IdleMinutes { get; init; } = 30;

    /// <summary>Seconds that a silo which stops waits for what is under way, 1–300. Default 30. After it, it leaves the rest to the next silo.</summary>
    [Setting("shutdown_seconds", "APEX_SHUTDOWN_SECONDS", Min = 1, Max = 300)]
    public double ShutdownSeconds { get; init; } = 30;

    /// <summary>Loopback ports.</summary>
    [SettingSection("ports")]
    public PortSettings Ports { get; init; } = new();

    /// <summary>The five agents.</summary>
    [SettingSection("agents")]
    public AgentSettings Agents { get; init; } = new();

    /// <summary>What this host gives to commands.</summary>
    [SettingSection("capacity")]
    public CapacitySettings Capacity { get; init; } = new();

    /// <summary>When the host's load slows or stops new commands.</summary>
    [SettingSection("thresholds")]
    public ThresholdSettings Thresholds { get; init; } = new();

    /// <summary>How long a command that is stopped gets.</summary>
    [SettingSection("grace")]
    public GraceSettings Grace { get; init; } = new();

    /// <summary>The background lane.</summary>
    [SettingSection("background")]
    public BackgroundSettings Background { get; init; } = new();

    /// <summary>How long what has ended is kept.</summary>
    [SettingSection("retention")]
    public RetentionSettings Retention { get; init; } = new();

    /// <summary>How large a project's configuration may be.</summary>
    [SettingSection("configuration")]
    public ConfigurationLimitSettings Configuration { get; init; } = new();

    /// <summary>What no project may exceed.</summary>
    [SettingSection("ceilings")]
    public CeilingSettings Ceilings { get; init; } = new();

    /// <summary>Which projects may use what needs a grant.</summary>
    [SettingSection("grants")]
    public GrantSettings Grants { get; init; } = new();

    /// <summary>How the database is written.</summary>
    [SettingSection("storage")]
    public StorageSettings Storage { get; init; } = new();

    /// <summary>The log files.</summary>
    [SettingSection("log")]
    public LogSettings Log { get; init; } = new();
}
