namespace Apex.Agents;

/// <summary>See <see cref="IBackgroundE2EAgent"/>; the work is <see cref="BackgroundLane"/>.</summary>
public sealed class BackgroundE2EAgent(GrainId id, Silo silo, ILoggerFactory logs, BackgroundLane work) : AgentBase<BackgroundLane>(id, silo, logs, work), IBackgroundE2EAgent
{
    public Task LookAsync()
    {
        Work.RequestLook();
        return Task.CompletedTask;
    }
}
