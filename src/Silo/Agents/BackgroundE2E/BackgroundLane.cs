namespace Apex.Agents;

/// <summary>Work of the <see cref="BackgroundE2EAgent"/>. Background layers of a run are driven by their execution; a queue of its own is not built yet.</summary>
public sealed class BackgroundLane(TimeProvider time) : IAgentWork
{
    public AgentHealth Health { get; } = new(nameof(BackgroundE2EAgent), time);

    /// <summary>Why nothing can be queued.</summary>
    public string Refusal { get; } =
        "the background queue is not built yet: run the layer in the foreground with 'apex run --layer LAYER', or as a background layer of a run";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Health.Beat();
            await Task.Delay(Health.Heartbeat, time, cancellationToken);
        }
    }
}
