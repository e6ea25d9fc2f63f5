using Apex.Agents;

namespace Apex.Resources;

/// <summary>Finds the silo that speaks for a host: the scheduler knows those that reported lately; whoever does not report may be there all the same.</summary>
/// <remarks>A host whose ResourceManagementAgent is down is silent to the scheduler, and still stops its commands and reads its logs.</remarks>
public sealed class HostFinder(IGrainFactory grains, ILayerExecutionAgentClient agents, GrainsOptions options)
{
    /// <returns>Null if no silo that is there speaks for it.</returns>
    public async Task<SiloAddress?> FindAsync(string host)
    {
        if (await grains.GetGrain<ISchedulerGrain>(options.Region).FindHostAsync(host) is { } reported)
        {
            return reported;
        }

        var silos = await grains.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true);
        var asked = await Task.WhenAll(silos.Keys.Select(async silo => (Silo: silo, Host: await AskAsync(silo))));
        return asked.FirstOrDefault(answer => answer.Host == host).Silo;
    }

    /// <summary>A silo that does not answer speaks for nobody.</summary>
    private async Task<string?> AskAsync(SiloAddress silo)
    {
        try
        {
            return await agents.On(silo).GetHostIdAsync();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return null;
        }
    }
}
