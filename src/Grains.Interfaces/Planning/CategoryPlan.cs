using System.Text.Json.Serialization;

namespace Apex.Planning;

/// <summary>One command of a plan, ready to be started.</summary>
[GenerateSerializer, Immutable, Alias("apex.CategoryPlan")]
public sealed record CategoryPlan
{
    /// <summary>Name, unique in the configuration.</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary>Program and arguments, final.</summary>
    [Id(1)] public required List<string> Command { get; init; }

    /// <summary>Absolute folder to run in.</summary>
    [Id(2)] public required string WorkingDirectory { get; init; }

    /// <summary>Variables added to the caller's environment. Secret ones are not here.</summary>
    [Id(3)] public Dictionary<string, string> Environment { get; init; } = [];

    /// <summary>Names of variables whose values travel beside the plan, to the host only.</summary>
    [Id(4)] public List<string> SecretNames { get; init; } = [];

    /// <summary>Wall-clock limit of one attempt, milliseconds; waiting does not count.</summary>
    [Id(5)] public long TimeoutMs { get; init; } = 300_000;

    /// <summary>Longest silence, milliseconds; null for any.</summary>
    [Id(6)] public long? NoOutputTimeoutMs { get; init; }

    /// <summary>1–100; smaller starts first, equal ones form a group of a hybrid layer.</summary>
    [Id(7)] public int PriorityOrder { get; init; } = 1;

    /// <summary>Its failure breaks the gate when critical categories must pass.</summary>
    [Id(8)] public bool Critical { get; init; }

    /// <summary>Categories that must have passed first, of the same or an earlier layer.</summary>
    [Id(9)] public List<string> DependsOn { get; init; } = [];

    /// <summary>Named locks, sorted, that no other running category may hold.</summary>
    [Id(10)] public List<string> Locks { get; init; } = [];

    /// <summary>Memory to reserve, MiB.</summary>
    [Id(11)] public int MemoryMb { get; init; } = 128;

    /// <summary>CPU to reserve, percent of one core.</summary>
    [Id(12)] public int CpuPercent { get; init; } = 10;

    /// <summary>True if it runs alone on its host.</summary>
    [Id(13)] public bool Dedicated { get; init; }

    /// <summary>Attempts beyond the first.</summary>
    [Id(14)] public Categories.RetryRule Retry { get; init; } = new();

    /// <summary>Where its report is; null for none.</summary>
    [Id(15)] public ResultsPlan? Results { get; init; }

    /// <summary>What an empty report means: <c>fail, warn, pass</c>.</summary>
    [Id(16)] public string NoTests { get; init; } = "fail";

    /// <summary>Framework id: meaning of exit codes, report flags, filters.</summary>
    [Id(17)] public string Framework { get; init; } = "generic";

    /// <summary>Globs of files kept with the attempt.</summary>
    [Id(18)] public List<string> Artifacts { get; init; } = [];

    /// <summary>Bytes of log that are kept, head and tail together.</summary>
    [Id(19)] public long LogLimitBytes { get; init; } = 1024L * 1024 * 1024;

    /// <summary><c>custom_settings</c> as JSON, for <c>APEX_CATEGORY_SETTINGS</c>; null for none.</summary>
    [Id(20)] public string? CustomSettings { get; init; }

    /// <summary>Hard limit on memory of the attempt, MiB; null for none.</summary>
    [Id(21)] public int? MemoryLimitMb { get; init; }

    /// <summary>Hard limit on CPU, percent of one core; null for none.</summary>
    [Id(22)] public int? CpuLimitPercent { get; init; }

    /// <summary>Hard limit on processes; null for none.</summary>
    [Id(23)] public int? ProcessLimit { get; init; }

    /// <summary>Instances of it that may run at once in one working tree, over all executions.</summary>
    [Id(24)] public int MaxParallelInstances { get; init; } = 1;

    /// <summary>Services of the plan that must be up before it starts, with those that these depend on.</summary>
    [Id(46)] public List<string> Services { get; init; } = [];

    /// <summary>True if it goes first because it, or one that waits for it, did not pass before. Only where that was asked for.</summary>
    [Id(50), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public bool FailedBefore { get; init; }
}

/// <summary>Where a category's report is.</summary>
[GenerateSerializer, Immutable, Alias("apex.ResultsPlan")]
public sealed record ResultsPlan
{
    /// <summary><c>trx</c> or <c>junit</c>.</summary>
    [Id(0)] public required string Format { get; init; }

    /// <summary>Glob relative to the attempt's results folder or the project folder; null for all files in the results folder.</summary>
    [Id(1)] public string? Path { get; init; }
}
