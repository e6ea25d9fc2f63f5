using System.Threading.Channels;
using Apex.Background;

namespace Apex.Agents;

/// <summary>Work of the <see cref="BackgroundE2EAgent"/>: has the region's lane give turns, when told that something changed and every few seconds.</summary>
/// <remarks>Background layers of a run are driven by their execution; this is about the executions that wait for their turn.</remarks>
public sealed class BackgroundLane(IGrainFactory grains, SiloOptions options, TimeProvider time) : IAgentWork
{
    /// <summary>Pause between two looks that nothing asked for. A look reads one index.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>One wish is as good as many.</summary>
    private readonly Channel<bool> _wanted = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public AgentHealth Health { get; } = new(nameof(BackgroundE2EAgent), time);

    public void RequestLook() => _wanted.Writer.TryWrite(true);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var queue = grains.GetGrain<IBackgroundQueueGrain>(options.Region);
        while (true)
        {
            Health.Count("pulled", await queue.PullAsync());
            Health.Beat();
            await WantedAsync(cancellationToken);
        }
    }

    private async Task WantedAsync(CancellationToken cancellationToken)
    {
        using var turn = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        turn.CancelAfter(Health.Heartbeat < Interval ? Health.Heartbeat : Interval);
        try
        {
            await _wanted.Reader.ReadAsync(turn.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return; // nobody asked: it is time anyway
        }
    }
}
