namespace Apex.Planning;

/// <summary>Exactly what an execution will run. Frozen at the start, stored once by its hash, never changed.</summary>
/// <remarks>Holds names of secret variables, never their values.</remarks>
[GenerateSerializer, Immutable, Alias("apex.ExecutionPlan")]
public sealed record ExecutionPlan
{
    /// <summary>Version of this shape.</summary>
    [Id(0)] public int SchemaVersion { get; init; } = 1;

    /// <summary>Project name.</summary>
    [Id(1)] public required string Project { get; init; }

    /// <summary>Absolute path of the project folder.</summary>
    [Id(2)] public required string ProjectFolder { get; init; }

    /// <summary>Mode id.</summary>
    [Id(3)] public required string Mode { get; init; }

    /// <summary>Environment.</summary>
    [Id(4)] public required string Environment { get; init; }

    /// <summary>Layers in the order in which they may begin.</summary>
    [Id(5)] public required List<LayerPlan> Layers { get; init; }

    /// <summary>Wall-clock limit of the execution, milliseconds.</summary>
    [Id(6)] public long TimeoutMs { get; init; } = 90 * 60_000L;

    /// <summary>Categories that may run at once, over all layers.</summary>
    [Id(7)] public int MaxParallelCategories { get; init; } = 8;

    /// <summary>Pause between two phases, milliseconds.</summary>
    [Id(8)] public long InterLayerDelayMs { get; init; }

    /// <summary>Warnings that belong to every run of this plan.</summary>
    [Id(9)] public List<Executions.Warning> Warnings { get; init; } = [];

    /// <summary>Mode in code that judges the gate; null: the worst verdict of the gating layers.</summary>
    [Id(10)] public string? Judge { get; init; }

    /// <summary>Memory that its categories may reserve at once, MiB; null for any.</summary>
    [Id(38)] public int? MaxMemoryMb { get; init; }

    /// <summary>CPU that its categories may reserve at once, percent of each host; null for any.</summary>
    [Id(39)] public int? MaxCpuPercent { get; init; }

    /// <summary>What the background lane is to know; null outside of it.</summary>
    [Id(42)] public Background.BackgroundPlan? Background { get; init; }

    /// <summary>Services that its categories require, each behind those that it depends on.</summary>
    [Id(46)] public List<ServicePlan> Services { get; init; } = [];

    /// <summary><c>modes.&lt;id&gt;.custom_config</c> of the mode as JSON, for <c>APEX_MODE_CONFIG</c>; null for none.</summary>
    [Id(54)] public string? ModeConfig { get; init; }
}

/// <summary>One layer of a plan.</summary>
[GenerateSerializer, Immutable, Alias("apex.LayerPlan")]
public sealed record LayerPlan
{
    /// <summary>Layer id.</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary>Name for people.</summary>
    [Id(1)] public string? Title { get; init; }

    /// <summary>Phase, from 1: a phase begins when the one before it is over. 0 for background layers.</summary>
    [Id(2)] public int Phase { get; init; }

    /// <summary>Layers of this plan that must have passed their gate first.</summary>
    [Id(3)] public List<string> DependsOn { get; init; } = [];

    /// <summary>How its categories run.</summary>
    [Id(4)] public LayerMode Mode { get; init; }

    /// <summary>What a broken gate stops.</summary>
    [Id(5)] public FailFast FailFast { get; init; }

    /// <summary>True if it does not gate.</summary>
    [Id(6)] public bool Background { get; init; }

    /// <summary>Wall-clock budget, milliseconds; waiting counts.</summary>
    [Id(7)] public long BudgetMs { get; init; } = 10 * 60_000L;

    /// <summary>Categories of it that may run at once.</summary>
    [Id(8)] public int MaxParallelInstances { get; init; } = 4;

    /// <summary>When it has passed.</summary>
    [Id(9)] public SuccessCriteria Criteria { get; init; } = new();

    /// <summary>Its categories, in the order in which they may start.</summary>
    [Id(10)] public required List<CategoryPlan> Categories { get; init; }

    /// <summary><c>custom_config</c> as JSON, for <c>APEX_LAYER_CONFIG</c>; null for none.</summary>
    [Id(11)] public string? CustomConfig { get; init; }

    /// <summary>1 first – 5 last: whose categories go first where layers compete for room.</summary>
    [Id(12)] public int Priority { get; init; } = 3;

    /// <summary>Layers of this plan that never run at the same time as this one, whichever of the two names the other.</summary>
    [Id(13)] public List<string> ConflictsWith { get; init; } = [];

    /// <summary>Memory that its categories may reserve at once, MiB; null for any.</summary>
    [Id(38)] public int? MaxMemoryMb { get; init; }

    /// <summary>CPU that its categories may reserve at once, percent of each host; null for any.</summary>
    [Id(39)] public int? MaxCpuPercent { get; init; }

    /// <summary>How long its services may take to come up together, milliseconds; null: as long as each of them may.</summary>
    [Id(46)] public long? ServicesTimeoutMs { get; init; }
}

/// <summary>How the categories of a layer run.</summary>
[GenerateSerializer, Alias("apex.LayerMode")]
public enum LayerMode
{
    /// <summary>Side by side, as limits allow.</summary>
    Parallel = 0,

    /// <summary>One after the other.</summary>
    Sequential = 1,

    /// <summary>Categories with equal <c>priority_order</c> side by side, groups in turn.</summary>
    Hybrid = 2,
}

/// <summary>What is stopped once a layer can no longer meet its criteria.</summary>
[GenerateSerializer, Alias("apex.FailFast")]
public enum FailFast
{
    /// <summary>Nothing.</summary>
    Disabled = 0,

    /// <summary>The execution, at once.</summary>
    Immediate = 1,

    /// <summary>The layer.</summary>
    Category = 2,

    /// <summary>The layer finishes, then the execution stops.</summary>
    Layer = 3,
}

/// <summary>When a layer has passed; joined by <em>and</em>.</summary>
[GenerateSerializer, Immutable, Alias("apex.SuccessCriteria")]
public sealed record SuccessCriteria
{
    /// <summary>Passed of run, 0–1. Counts tests where all categories have counts, else categories.</summary>
    [Id(0)] public double MinPassRate { get; init; } = 1.0;

    /// <summary>Failures that are still a pass.</summary>
    [Id(1)] public int MaxFailures { get; init; }

    /// <summary>True if every critical category must pass.</summary>
    [Id(2)] public bool CriticalMustPass { get; init; } = true;

    /// <summary>True if categories that ended error, skipped or no_tests do not fail the layer.</summary>
    [Id(3)] public bool AllowPartial { get; init; }
}
