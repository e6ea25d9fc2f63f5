using Orleans.Services;

namespace Apex.Agents;

/// <summary>Runs the agents that a silo loaded from its <c>extensions/</c> folder. Not one of the five: nothing waits for it.</summary>
/// <remarks>One per silo; requests interleave. Moving or renaming this interface changes its address.</remarks>
[Alias("apex.IExtensionHostAgent")]
public interface IExtensionHostAgent : IGrainService
{
    /// <summary>How it is.</summary>
    [Alias("GetHealth")]
    Task<AgentSnapshot> GetHealthAsync();

    /// <summary>How each agent of an extension is, and an entry in error for each extension that could not be loaded.</summary>
    [Alias("List")]
    Task<List<AgentSnapshot>> ListAsync();
}
