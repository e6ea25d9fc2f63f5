using System.Threading.Channels;
using Apex.Categories;

namespace Apex.Runner;

/// <summary>A link to a runner in this process: for tests, without a socket and without a second process.</summary>
public sealed class InProcessRunnerLink : IRunnerLink, IDisposable
{
    private readonly RunnerCore _core;
    private readonly Channel<RunnerEvent> _events = Channel.CreateUnbounded<RunnerEvent>(new UnboundedChannelOptions { SingleWriter = false });
    private readonly IDisposable _subscription;

    private InProcessRunnerLink(RunnerCore core)
    {
        _core = core;
        _events.Writer.TryWrite(new RunnerConnected(core.Identity));
        _subscription = core.SubscribeAsync(Take).GetAwaiter().GetResult();
    }

    public ChannelReader<RunnerEvent> Events => _events.Reader;

    /// <summary>The core stays the caller's to dispose.</summary>
    public static InProcessRunnerLink To(RunnerCore core) => new(core);

    public Task<RunnerIdentity> IdentityAsync(CancellationToken cancellationToken) => Task.FromResult(_core.Identity);

    public Task PlaceAsync(IReadOnlyList<AttemptSpec> attempts, CancellationToken cancellationToken) => _core.PlaceAsync(attempts, cancellationToken);

    public Task StopAsync(IReadOnlyList<StopOrder> orders, CancellationToken cancellationToken) => _core.StopAsync(orders, cancellationToken);

    public Task AdoptAsync(AttemptId id, long epoch, CancellationToken cancellationToken) => _core.AdoptAsync(id, epoch, cancellationToken);

    public Task AcknowledgeAsync(IReadOnlyList<AttemptId> ids, CancellationToken cancellationToken) => _core.AcknowledgeAsync(ids, cancellationToken);

    public Task<IReadOnlyList<HeldAttempt>> InventoryAsync(CancellationToken cancellationToken) => _core.InventoryAsync(cancellationToken);

    public Task<IReadOnlyList<HeldWait>> ExplainAsync(string execution, CancellationToken cancellationToken) => _core.ExplainAsync(execution, cancellationToken);

    public Task PutContextAsync(ExecutionContextSpec context, CancellationToken cancellationToken)
    {
        _core.PutContext(context);
        return Task.CompletedTask;
    }

    public Task DropContextAsync(string execution, CancellationToken cancellationToken)
    {
        _core.DropContext(execution);
        return Task.CompletedTask;
    }

    public string SpoolFolder(AttemptId id) => _core.SpoolFolder(id);

    public void Dispose()
    {
        _subscription.Dispose();
        _events.Writer.TryComplete();
    }

    private void Take(IReadOnlyList<RunnerEvent> events)
    {
        foreach (var told in events)
        {
            _events.Writer.TryWrite(told);
        }
    }
}
