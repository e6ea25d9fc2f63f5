using Apex.Configuration.Binding;
using Apex.Planning;

namespace Apex.Configuration.Settings;

/// <summary><c>layers.&lt;id&gt;</c>.</summary>
internal sealed record LayerSettings
{
    [Field("Name for people.", DefaultText = "the id")]
    public string? Name { get; init; }

    [Field("What the layer is for.")]
    public string? Description { get; init; }

    [Field("Place in the order of layers; unique.", Min = 1, Max = 10000, DefaultText = "place in the file")]
    public int? ExecutionOrder { get; init; }

    [Field("Decides between layers that are free to run; 1 first.", Min = 1, Max = 5)]
    public int Priority { get; init; } = 3;

    [Field("Layers that must have passed their gate first.", Pattern = NamePattern.Id)]
    public List<string> DependsOn { get; init; } = [];

    [Field("Layers that never run at the same time as this one.", Pattern = NamePattern.Id)]
    public List<string> ConflictsWith { get; init; } = [];

    [Field("Wall-clock budget of the layer; waiting counts.", Unit = "minutes", Min = 1, Max = 1440)]
    public int MaxDurationMinutes { get; init; } = 10;

    [Field("How its categories run: side by side, one after the other, or groups of equal priority_order in turn.")]
    public LayerMode ExecutionMode { get; init; } = LayerMode.Parallel;

    [Field("What stops once the layer can no longer meet its criteria or a critical category failed: nothing, the execution, the layer, or the execution after the layer.")]
    public FailFast FailFast { get; init; } = FailFast.Disabled;

    [Field("True: does not gate, outlives the caller, reports later.")]
    public bool Background { get; init; }

    [Field("Ceilings over all categories of the layer together.")]
    public ResourceLimitSettings ResourceLimits { get; init; } = new();

    [Field("When the layer has passed; joined by and.")]
    public SuccessSettings SuccessCriteria { get; init; } = new();

    [Field("Services that must be up for any of its categories.", Pattern = NamePattern.Id)]
    public List<string> RequiredServices { get; init; } = [];

    [Field("Fields of the layer that differ in an environment; merged into a copy, after the environment's file.", Pattern = NamePattern.Environment)]
    public OrderedDictionary<string, LayerSettings> EnvironmentOverrides { get; init; } = [];

    [Field("Free map, for modes in code; the commands find it as JSON in APEX_LAYER_CONFIG.")]
    public FreeMap? CustomConfig { get; init; }

    [Field("The commands of the layer.")]
    public List<CategorySettings> Categories { get; init; } = [];
}

/// <summary><c>layers.&lt;id&gt;.resource_limits</c>.</summary>
internal sealed record ResourceLimitSettings
{
    [Field("Memory that its categories may reserve at once.", Unit = "MiB", Min = 1, Max = 1048576)]
    public int? MaxMemoryMb { get; init; }

    [Field("Share of a host's CPU that its categories may reserve at once.", Unit = "percent of the host", Min = 1, Max = 100)]
    public int MaxCpuPercent { get; init; } = 100;

    [Field("Categories of it that may run at once.", Min = 1, Max = 256)]
    public int MaxParallelInstances { get; init; } = 4;
}

/// <summary><c>layers.&lt;id&gt;.success_criteria</c>.</summary>
internal sealed record SuccessSettings
{
    [Field("Passed of run, of tests where all categories have counts, else of categories.", Unit = "0–1", Min = 0, Max = 1)]
    public double MinPassRate { get; init; } = 1.0;

    [Field("Failures that are still a pass.", Min = 0, Max = 1000000)]
    public int MaxFailures { get; init; }

    [Field("True: every critical category must pass.")]
    public bool CriticalMustPass { get; init; } = true;

    [Field("True: categories that ended error, skipped or no_tests do not fail the layer.")]
    public bool AllowPartial { get; init; }
}
