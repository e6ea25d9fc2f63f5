using Apex.Resources;
using Apex.Retention;
using Apex.Services;
using Orleans.Services;

namespace Apex.Agents;

/// <summary>Knows this host: capacity, what it holds, load, services.</summary>
/// <remarks>One per silo; requests interleave. Moving or renaming this interface changes its address.</remarks>
[Alias("apex.IResourceManagementAgent")]
public interface IResourceManagementAgent : IGrainService
{
    /// <summary>How it is.</summary>
    [Alias("GetHealth")]
    Task<AgentSnapshot> GetHealthAsync();

    /// <summary>What this host has and holds, as last told to the scheduler; null before the runner was reached.</summary>
    [Alias("GetHost")]
    Task<HostReport?> GetHostAsync();

    /// <summary>Says what is to become of services on this host. Answers at once; what comes of it is reported to the pool. Repeating it is harmless.</summary>
    [Alias("KeepServices")]
    Task KeepServicesAsync(KeepServicesRequest request);

    /// <summary>Removes logs, results and artifacts of this host that have been kept long enough; never those of something that runs.</summary>
    [Alias("Prune"), ResponseTimeout("00:04:00")]
    Task<PruneLogsReply> PruneAsync(PruneHostRequest request);
}
