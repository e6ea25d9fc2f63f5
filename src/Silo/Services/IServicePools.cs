namespace Apex.Services;

/// <summary>The pools, as the keeper of a host sees them.</summary>
public interface IServicePools
{
    Task TellAsync(string pool, ServiceReport report);

    /// <returns>Starts that the pool knows, as <c>service#number</c>.</returns>
    Task<List<string>> WakeAsync(string pool);
}

/// <inheritdoc/>
public sealed class ServicePools(IGrainFactory grains) : IServicePools
{
    public Task TellAsync(string pool, ServiceReport report) => grains.GetGrain<IServicePoolGrain>(pool).ReportAsync(report);

    public Task<List<string>> WakeAsync(string pool) => grains.GetGrain<IServicePoolGrain>(pool).WakeAsync();
}
