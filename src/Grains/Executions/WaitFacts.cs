using Apex.Categories;
using Apex.Planning;
using Apex.Resources;

namespace Apex.Executions;

/// <summary>All that is known of an execution's waits at one moment: its rows, and what scheduler and hosts say.</summary>
public sealed record WaitFacts
{
    public required ExecutionRecord Record { get; init; }

    public required ExecutionPlan Plan { get; init; }

    /// <summary>Rows of categories by key.</summary>
    public required IReadOnlyDictionary<string, CategoryState> Rows { get; init; }

    /// <summary>What waits to be placed, by category key.</summary>
    public IReadOnlyDictionary<string, WaitingCategory> Unplaced { get; init; } = new Dictionary<string, WaitingCategory>();

    /// <summary>What waits on its host, by attempt id.</summary>
    public IReadOnlyDictionary<string, WaitingCategory> OnHosts { get; init; } = new Dictionary<string, WaitingCategory>();

    /// <summary>Why no execution may begin now; null if one may.</summary>
    public string? NoStart { get; init; }

    /// <summary>What the background lane says of it; null outside of the lane, or if it cannot be asked.</summary>
    public Background.BackgroundTask? Task { get; init; }

    public required DateTimeOffset Now { get; init; }
}
