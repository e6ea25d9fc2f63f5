namespace Apex.Background;

/// <summary>What a plan says of the background lane. Only a plan that was made for it has one.</summary>
[GenerateSerializer, Immutable, Alias("apex.BackgroundPlan")]
public sealed record BackgroundPlan
{
    /// <summary>1 first – 5 last.</summary>
    [Id(0)] public int Priority { get; init; } = 3;

    /// <summary>True: older tasks of the same branch and selection that still wait are cancelled.</summary>
    [Id(1)] public bool Supersede { get; init; }

    /// <summary>Days that its results are kept after its end.</summary>
    [Id(2)] public int RetentionDays { get; init; } = 30;

    /// <summary>Layers that were named.</summary>
    [Id(3)] public List<string> Layers { get; init; } = [];

    /// <summary>Categories that were named.</summary>
    [Id(4)] public List<string> Categories { get; init; } = [];
}
