namespace Apex.Agents;

/// <summary>Controls a region as a whole: whether executions may begin, and the sweeper that nothing is forgotten by. Key: region.</summary>
[Alias("apex.IOrchestrationControllerGrain")]
public interface IOrchestrationControllerGrain : IGrainWithStringKey
{
    /// <summary>Registers the reminder. Harmless when it is registered.</summary>
    [Alias("EnsureSweeping")]
    Task EnsureSweepingAsync();

    /// <summary>Drains the region or opens it again: while it drains no execution begins, and what runs goes on. Outlives every silo.</summary>
    [Alias("SetDrain")]
    Task SetDrainAsync(bool drain);

    /// <summary>Drains the region and says why; a later reason replaces an earlier one.</summary>
    /// <param name="reason">For those who are refused; at most 300 characters. Null for none.</param>
    [Alias("Drain")]
    Task DrainAsync(string? reason);

    /// <summary>The region as it stands: silos, agents, what is missing. At most two seconds old.</summary>
    [Alias("Get")]
    Task<RegionSnapshot> GetAsync();

    /// <summary>Why no execution may begin now: the region drains, or too few kinds of agents work. Null if one may.</summary>
    [Alias("WhyNoStart")]
    Task<string?> WhyNoStartAsync();
}
