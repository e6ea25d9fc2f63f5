using Apex.Configuration.Binding;

namespace Apex.Configuration.Settings;

/// <summary><c>layers.&lt;id&gt;.categories[]</c>: one command that runs tests.</summary>
internal sealed record CategorySettings
{
    [Field("Name; unique in the file.", Required = true, Key = true, Pattern = NamePattern.Id)]
    public string Name { get; init; } = "";

    [Field("Text for the shell, or a list that is run directly. What Apex adds stands where {apex_args} is, else at the end.", DefaultText = "defaults.command")]
    public CommandSetting? Command { get; init; }

    [Field("Folder to run in, relative to the project folder.", DefaultText = "defaults.working_directory")]
    public string? WorkingDirectory { get; init; }

    [Field("Variables added to the caller's environment: text, or {value, secret: true}.", Pattern = NamePattern.Variable, DefaultText = "defaults.env, merged")]
    public OrderedDictionary<string, EnvValue> Env { get; init; } = [];

    [Field("Program that runs a text command, called with -c.", DefaultText = "defaults.shell")]
    public string? Shell { get; init; }

    [Field("Wall-clock limit of one attempt; waiting does not count.", Unit = "seconds", Min = 1, Max = 86400, DefaultText = "defaults.timeout_seconds")]
    public int? TimeoutSeconds { get; init; }

    [Field("Longest silence of the command.", Unit = "seconds", Min = 1, Max = 86400)]
    public int? NoOutputTimeoutSeconds { get; init; }

    [Field("Smaller starts first; equal ones form a group of a hybrid layer.", Min = 1, Max = 100)]
    public int PriorityOrder { get; init; } = 1;

    [Field("True: its failure fails the layer where critical_must_pass holds.")]
    public bool Critical { get; init; }

    [Field("Categories of the same or an earlier layer that must have passed first.", Pattern = NamePattern.Id)]
    public List<string> DependsOn { get; init; } = [];

    [Field("Instances of it that may run at once in one working tree, over all executions.", Min = 1, Max = 64)]
    public int MaxParallelInstances { get; init; } = 1;

    [Field("Named locks, region-wide, that no other running category may hold.", Pattern = NamePattern.Label)]
    public List<string> Locks { get; init; } = [];

    [Field("What the scheduler reserves.")]
    public ReservationSettings Resources { get; init; } = new();

    [Field("What is enforced on an attempt.")]
    public LimitSettings Limits { get; init; } = new();

    [Field("Attempts beyond the first, with backoff.", Min = 0, Max = 10, DefaultText = "defaults.retries")]
    public int? Retries { get; init; }

    [Field("Failure classes that are tried again.", OneOf = ["test", "timeout", "hang", "oom"])]
    public List<string> RetryOn { get; init; } = ["test", "timeout", "hang", "oom"];

    [Field("Where the report is.")]
    public ResultsSettings Results { get; init; } = new();

    [Field("What it means that no test ran.", OneOf = ["fail", "warn", "pass"])]
    public string NoTests { get; init; } = "fail";

    [Field("Decides report flags, the meaning of exit codes and filter syntax.", DefaultText = "defaults.framework",
        OneOf = ["dotnet", "pytest", "jest", "vitest", "go", "cargo", "nextest", "generic"])]
    public string? Framework { get; init; }

    [Field("Filters of tests to run, handed to the framework in its own syntax (docs/frameworks.md).")]
    public List<string> Include { get; init; } = [];

    [Field("Filters of tests to leave out, handed to the framework in its own syntax.")]
    public List<string> Exclude { get; init; } = [];

    [Field("Globs below the project folder: files that are new or changed since the attempt began are kept with it, at most 200 and 256 MiB, no links.")]
    public List<string> Artifacts { get; init; } = [];

    [Field("Services that must be up, and the grants real_services, real_llm.", Pattern = NamePattern.Id)]
    public List<string> Requires { get; init; } = [];

    [Field("Free map; the command finds it as JSON in APEX_CATEGORY_SETTINGS.")]
    public FreeMap? CustomSettings { get; init; }
}

/// <summary><c>resources</c> of a category.</summary>
internal sealed record ReservationSettings
{
    [Field("Memory to reserve.", Unit = "MiB", Min = 1, Max = 1048576)]
    public int MemoryMb { get; init; } = 128;

    [Field("CPU to reserve.", Unit = "percent of one core", Min = 1, Max = 102400)]
    public int CpuPercent { get; init; } = 10;

    [Field("True: it runs alone on its host.")]
    public bool Dedicated { get; init; }
}

/// <summary><c>limits</c> of a category.</summary>
internal sealed record LimitSettings
{
    [Field("Memory of the attempt; above it, it is killed and classed oom.", Unit = "MiB", Min = 1, Max = 1048576)]
    public int? MemoryMb { get; init; }

    [Field("CPU of the attempt, held by a quota.", Unit = "percent of one core", Min = 1, Max = 102400)]
    public int? CpuPercent { get; init; }

    [Field("Processes and threads of the attempt at once.", Min = 1, Max = 1048576)]
    public int? Processes { get; init; }

    [Field("Log that is kept, head and tail together.", Unit = "MiB", Min = 1, Max = 65536)]
    public int LogMb { get; init; } = 1024;
}

/// <summary><c>results</c> of a category.</summary>
internal sealed record ResultsSettings
{
    [Field("Format of the report; none decides by the exit code alone.", OneOf = ["junit", "trx", "none"])]
    public string Format { get; init; } = "none";

    [Field("Glob relative to APEX_RESULTS_DIR or the project folder. A report counts only if it is new or changed since the attempt started.",
        DefaultText = "all files of the format in APEX_RESULTS_DIR")]
    public string? Path { get; init; }
}
