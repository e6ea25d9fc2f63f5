namespace Apex.Agents;

/// <summary>An agent of an extension as the supervisor runs it: initialise, turns, shut down; what it does wrong becomes its health.</summary>
internal sealed class AgentExtensionWork(IAgentExtension agent, string extension, IAgentContext context, TimeProvider time) : IAgentWork
{
    private const int MostFigures = 50;
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(25);

    public string Extension => extension;

    public AgentHealth Health { get; } = new(agent.Name, time);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await InitializeAsync(cancellationToken);
            while (true)
            {
                // Off this loop: an agent that blocks its thread must not be able to block a cancellation.
                await Task.Run(() => agent.ExecuteAsync(cancellationToken), cancellationToken).WaitAsync(cancellationToken);
                Tell(agent.GetHealth());
                var interval = agent.Interval;
                await Task.Delay(interval < ShortestInterval ? ShortestInterval : interval > LongestInterval ? LongestInterval : interval, time, cancellationToken);
            }
        }
        finally
        {
            await ShutdownAsync();
        }
    }

    private async Task InitializeAsync(CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            await Task.Run(() => agent.InitializeAsync(context, limited.Token), cancellationToken).WaitAsync(StartTimeout, time, cancellationToken);
        }
        catch (TimeoutException late)
        {
            await limited.CancelAsync();
            throw new TimeoutException($"it did not initialise within {StartTimeout.TotalSeconds:0} s", late);
        }
    }

    private async Task ShutdownAsync()
    {
        using var limited = new CancellationTokenSource(StopTimeout, time);
        try
        {
            await Task.Run(() => agent.ShutdownAsync(limited.Token), CancellationToken.None).WaitAsync(StopTimeout, time, CancellationToken.None);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            Health.Fail(error); // what ended its turns is told by the supervisor; this must not hide it
        }
    }

    private void Tell(AgentExtensionHealth health)
    {
        foreach (var (name, value) in health.Figures.Take(MostFigures))
        {
            Health.Figure(name, value);
        }

        if (health.Reason is { } reason)
        {
            Health.Degrade(reason);
        }
        else
        {
            Health.Beat();
        }
    }
}
