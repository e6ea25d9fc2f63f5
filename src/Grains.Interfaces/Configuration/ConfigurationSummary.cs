using Apex.Planning;

namespace Apex.Configuration;

/// <summary>Layers, categories and modes of a configuration as they hold in one environment.</summary>
[GenerateSerializer, Immutable, Alias("apex.ConfigurationSummary")]
public sealed record ConfigurationSummary
{
    /// <summary>Project name.</summary>
    [Id(0)] public required string Project { get; init; }

    /// <summary>Environment, its alias resolved.</summary>
    [Id(1)] public required string Environment { get; init; }

    /// <summary>Layers in their order.</summary>
    [Id(2)] public List<LayerSummary> Layers { get; init; } = [];

    /// <summary>Modes, the file's own first.</summary>
    [Id(3)] public List<ModeSummary> Modes { get; init; } = [];
}

/// <summary>One layer of a configuration.</summary>
[GenerateSerializer, Immutable, Alias("apex.LayerSummary")]
public sealed record LayerSummary
{
    /// <summary>Layer id.</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary>Name for people; null for none.</summary>
    [Id(1)] public string? Title { get; init; }

    /// <summary>What it is for; null for none.</summary>
    [Id(2)] public string? Description { get; init; }

    /// <summary>Its place among the layers.</summary>
    [Id(3)] public int Order { get; init; }

    /// <summary>1 first – 5 last, between layers that are free to run.</summary>
    [Id(4)] public int Priority { get; init; }

    /// <summary>True if it does not gate.</summary>
    [Id(5)] public bool Background { get; init; }

    /// <summary>How its categories run.</summary>
    [Id(6)] public LayerMode Mode { get; init; }

    /// <summary>What a broken gate stops.</summary>
    [Id(7)] public FailFast FailFast { get; init; }

    /// <summary>Wall-clock budget, milliseconds.</summary>
    [Id(8)] public long BudgetMs { get; init; }

    /// <summary>Layers that must have passed first.</summary>
    [Id(9)] public List<string> DependsOn { get; init; } = [];

    /// <summary>Layers that never run at the same time.</summary>
    [Id(10)] public List<string> ConflictsWith { get; init; } = [];

    /// <summary>Services that it needs.</summary>
    [Id(11)] public List<string> RequiredServices { get; init; } = [];

    /// <summary>Categories of it that may run at once.</summary>
    [Id(12)] public int MaxParallelInstances { get; init; }

    /// <summary>Memory that its categories may reserve at once, MiB; null for any.</summary>
    [Id(13)] public int? MaxMemoryMb { get; init; }

    /// <summary>Share of a host's CPU that its categories may reserve at once, percent.</summary>
    [Id(14)] public int MaxCpuPercent { get; init; }

    /// <summary>When it has passed.</summary>
    [Id(15)] public SuccessCriteria Criteria { get; init; } = new();

    /// <summary>Its categories in the order in which they may start.</summary>
    [Id(16)] public List<CategorySummary> Categories { get; init; } = [];
}

/// <summary>One category of a configuration.</summary>
[GenerateSerializer, Immutable, Alias("apex.CategorySummary")]
public sealed record CategorySummary
{
    /// <summary>Its name.</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary>Wall-clock limit of one attempt, milliseconds.</summary>
    [Id(1)] public long TimeoutMs { get; init; }

    /// <summary>1–100; smaller starts first.</summary>
    [Id(2)] public int PriorityOrder { get; init; }

    /// <summary>True if its failure breaks a gate where critical categories must pass.</summary>
    [Id(3)] public bool Critical { get; init; }

    /// <summary>Categories that must have passed first.</summary>
    [Id(4)] public List<string> DependsOn { get; init; } = [];

    /// <summary>Framework id.</summary>
    [Id(5)] public string Framework { get; init; } = "generic";
}

/// <summary>One mode as it stands in a project.</summary>
[GenerateSerializer, Immutable, Alias("apex.ModeSummary")]
public sealed record ModeSummary
{
    /// <summary>Mode id.</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary>Other names for it.</summary>
    [Id(1)] public List<string> Aliases { get; init; } = [];

    /// <summary>One sentence.</summary>
    [Id(2)] public string Meaning { get; init; } = "";

    /// <summary>Layers of this project that it chooses, before dependencies are added; empty if it has none of its layers.</summary>
    [Id(3)] public List<string> Layers { get; init; } = [];

    /// <summary>Wall-clock limit, milliseconds.</summary>
    [Id(4)] public long TimeoutMs { get; init; }

    /// <summary>True if the project's file defines it.</summary>
    [Id(5)] public bool FromFile { get; init; }

    /// <summary>True for the mode of an <c>apex run</c> that names none.</summary>
    [Id(6)] public bool IsDefault { get; init; }
}
