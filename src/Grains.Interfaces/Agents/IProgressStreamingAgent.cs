using Orleans.Services;

namespace Apex.Agents;

/// <summary>Moves committed events to those who watch.</summary>
/// <remarks>One per silo; requests interleave. Moving or renaming this interface changes its address.</remarks>
[Alias("apex.IProgressStreamingAgent")]
public interface IProgressStreamingAgent : IGrainService
{
    /// <summary>How it is.</summary>
    [Alias("GetHealth")]
    Task<AgentSnapshot> GetHealthAsync();
}
