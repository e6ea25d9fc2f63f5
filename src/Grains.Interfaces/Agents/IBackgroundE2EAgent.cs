using Orleans.Services;

namespace Apex.Agents;

/// <summary>Pulls the background lane while the foreground leaves room.</summary>
/// <remarks>One per silo; requests interleave. Moving or renaming this interface changes its address.</remarks>
[Alias("apex.IBackgroundE2EAgent")]
public interface IBackgroundE2EAgent : IGrainService
{
    /// <summary>How it is.</summary>
    [Alias("GetHealth")]
    Task<AgentSnapshot> GetHealthAsync();

    /// <summary>Looks at the lane soon: something was queued, or has ended.</summary>
    [Alias("Look")]
    Task LookAsync();
}
