using Apex.Executions;

namespace Apex.Resources;

/// <summary>Asks why something waits.</summary>
[GenerateSerializer, Immutable, Alias("apex.WhyQuery")]
public sealed record WhyQuery
{
    /// <summary><c>layer/category</c>; null for all of the execution.</summary>
    [Id(0)] public string? Category { get; init; }
}

/// <summary>What of an execution waits, and why.</summary>
[GenerateSerializer, Immutable, Alias("apex.WhyReply")]
public sealed record WhyReply
{
    /// <summary>Execution id.</summary>
    [Id(0)] public required string Id { get; init; }

    /// <summary>Where the execution stands.</summary>
    [Id(1)] public ExecutionState State { get; init; }

    /// <summary>What it came to; <see cref="Verdict.None"/> while it is open.</summary>
    [Id(2)] public Verdict Verdict { get; init; }

    /// <summary>The execution itself first, then layers and categories in the plan's order; at most 1 000.</summary>
    [Id(3)] public List<Wait> Waiting { get; init; } = [];

    /// <summary>How many wait in all.</summary>
    [Id(4)] public int WaitingTotal { get; init; }

    /// <summary>Categories whose command runs now.</summary>
    [Id(5)] public int Running { get; init; }
}

/// <summary>One thing that waits.</summary>
[GenerateSerializer, Immutable, Alias("apex.Wait")]
public sealed record Wait
{
    /// <summary>Layer id; null for the execution itself.</summary>
    [Id(0)] public string? Layer { get; init; }

    /// <summary>Category name; null for the layer or the execution itself.</summary>
    [Id(1)] public string? Category { get; init; }

    /// <summary>One of <see cref="WaitReasons"/>.</summary>
    [Id(2)] public required string Reason { get; init; }

    /// <summary>The facts, for a person.</summary>
    [Id(3)] public required string Detail { get; init; }

    /// <summary>When the wait ends by itself; null where that is not known.</summary>
    [Id(4)] public DateTimeOffset? Until { get; init; }
}
