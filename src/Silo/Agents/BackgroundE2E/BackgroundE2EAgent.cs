namespace Apex.Agents;

/// <summary>See <see cref="IBackgroundE2EAgent"/>; the work is <see cref="BackgroundLane"/>.</summary>
public sealed class BackgroundE2EAgent(GrainId id, Silo silo, ILoggerFactory logs, BackgroundLane work) : AgentBase<BackgroundLane>(id, silo, logs, work), IBackgroundE2EAgent
{
    public Task<string?> EnqueueAsync(string project, string category) => Task.FromResult<string?>(Work.Health.WhyDown ?? Work.Refusal);
}
