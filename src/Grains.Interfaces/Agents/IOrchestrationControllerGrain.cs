namespace Apex.Agents;

/// <summary>Keeps a region's sweeper alive by one durable reminder. Key: region.</summary>
[Alias("apex.IOrchestrationControllerGrain")]
public interface IOrchestrationControllerGrain : IGrainWithStringKey
{
    /// <summary>Registers the reminder. Harmless when it is registered.</summary>
    [Alias("EnsureSweeping")]
    Task EnsureSweepingAsync();
}
