namespace Apex.Agents;

/// <summary>See <see cref="IExtensionHostAgent"/>; the work is <see cref="ExtensionHost"/>.</summary>
public sealed class ExtensionHostAgent(GrainId id, Silo silo, ILoggerFactory logs, ExtensionHost work) : AgentBase<ExtensionHost>(id, silo, logs, work), IExtensionHostAgent
{
    private readonly string _address = silo.SiloAddress.ToParsableString();

    public Task<List<AgentSnapshot>> ListAsync() => Task.FromResult(Work.List(_address));
}
