namespace Apex.Planning;

/// <summary>How long a plan probably takes, from what its categories took before. No part of the plan: the hash does not know it.</summary>
[GenerateSerializer, Immutable, Alias("apex.PlanEstimate")]
public sealed record PlanEstimate
{
    /// <summary>Milliseconds of the foreground; a lower bound while <see cref="Unknown"/> is above 0.</summary>
    [Id(0)] public long DurationMs { get; init; }

    /// <summary>Categories with a history.</summary>
    [Id(1)] public int Known { get; init; }

    /// <summary>Categories without one; they count as no time.</summary>
    [Id(2)] public int Unknown { get; init; }

    /// <summary>Milliseconds of each layer that has a category with a history, from its first start to its last end.</summary>
    [Id(3)] public Dictionary<string, long> Layers { get; init; } = [];

    /// <summary>Milliseconds of each category that has a history.</summary>
    [Id(4)] public Dictionary<string, long> Categories { get; init; } = [];

    /// <summary>The chain of categories that decides when the foreground ends: each begins because the one before it ended.</summary>
    [Id(5)] public List<PlanStep> CriticalPath { get; init; } = [];
}

/// <summary>One link of the critical path.</summary>
[GenerateSerializer, Immutable, Alias("apex.PlanStep")]
public sealed record PlanStep
{
    /// <summary>Its layer.</summary>
    [Id(0)] public required string Layer { get; init; }

    /// <summary>The category.</summary>
    [Id(1)] public required string Category { get; init; }

    /// <summary>What it probably takes, milliseconds.</summary>
    [Id(2)] public long DurationMs { get; init; }
}

/// <summary>A layer or a category of the configuration that a plan does not run, and why.</summary>
[GenerateSerializer, Immutable, Alias("apex.PlanOmission")]
public sealed record PlanOmission
{
    /// <summary>Layer id.</summary>
    [Id(0)] public required string Layer { get; init; }

    /// <summary>Category; null for the whole layer.</summary>
    [Id(1)] public string? Category { get; init; }

    /// <summary>Stable code: <c>empty, no_background, not_in_mode, not_named</c>.</summary>
    [Id(2)] public required string Code { get; init; }

    /// <summary>Sentence for a person.</summary>
    [Id(3)] public required string Message { get; init; }
}
