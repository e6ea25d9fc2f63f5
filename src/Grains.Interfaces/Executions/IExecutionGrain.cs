using Apex.Resources;
using Orleans.Concurrency;

namespace Apex.Executions;

/// <summary>The truth about one run of a mode: request, plan, state, verdict. Key: execution id (UUIDv7, or UUIDv8 from an idempotency key).</summary>
[Alias("apex.IExecutionGrain")]
public interface IExecutionGrain : IGrainWithStringKey
{
    /// <summary>Plans and records the execution, then runs it. Idempotent by request.</summary>
    [Alias("Start")]
    Task<StartReply> StartAsync(StartExecutionRequest request);

    /// <summary>The execution as it stands; null if there is none under this id.</summary>
    /// <remarks>Pages follow the order of names within a layer; inside a page categories stand in the plan's order.</remarks>
    [Alias("Get"), AlwaysInterleave]
    Task<ExecutionSnapshot?> GetAsync(ExecutionQuery query);

    /// <summary>What of it waits, and why; null if there is none under this id. Changes nothing.</summary>
    [Alias("Why"), AlwaysInterleave]
    Task<WhyReply?> WhyAsync(WhyQuery query);

    /// <summary>Ends it: nothing new starts, what runs is stopped.</summary>
    /// <returns>The execution as it stands; null if there is none under this id.</returns>
    [Alias("Cancel")]
    Task<ExecutionSnapshot?> CancelAsync(string reason);

    /// <summary>Re-reads unfinished layers and re-sends what their rows imply. Idempotent, called by the sweeper.</summary>
    [Alias("Wake")]
    Task WakeAsync();

    /// <summary>Removes it with everything that storage has of it, if it has ended. Harmless when there is none under this id.</summary>
    /// <returns>False if it has not ended: nothing is removed.</returns>
    [Alias("Remove"), ResponseTimeout("00:02:00")]
    Task<bool> RemoveAsync();

    /// <summary>Its turn in the background lane.</summary>
    /// <returns>False if it does not wait for one.</returns>
    [Alias("Pull")]
    Task<bool> PullAsync();

    /// <summary>Tells that a layer changed: a hint; the layer's row decides.</summary>
    [Alias("LayerChanged")]
    Task LayerChangedAsync(string layer);

    /// <summary>Tells that an agent of the region began to work or ceased to: an event of every execution that lives.</summary>
    [Alias("AgentChanged")]
    Task AgentChangedAsync(Agents.AgentSnapshot agent);

    /// <summary>Tells that a service which it uses changed: a hint; the pool's row decides.</summary>
    [Alias("ServicesChanged")]
    Task ServicesChangedAsync();
}
