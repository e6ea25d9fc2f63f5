using System.Threading.Channels;
using Apex.Agents;
using Microsoft.Extensions.Time.Testing;

namespace Apex.Silo.Tests.Extensions;

/// <summary>Initialise, turns, shut down: in this order, whatever the agent does.</summary>
public sealed class AgentExtensionWorkTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Run_UntilCancelled_InitialisesTurnsAndShutsDown()
    {
        var agent = new Agent();
        using var stop = new CancellationTokenSource();
        var running = Work(agent, out var work).RunAsync(stop.Token);

        await agent.SeenAsync("initialize");
        await agent.SeenAsync("execute");
        await TurnAsync(agent);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running.WaitAsync(Patience, TestContext.Current.CancellationToken));

        await agent.EndedAsync();
        work.Health.Snapshot("s").ShouldSatisfyAllConditions(
            static health => health.Status.ShouldBe(AgentStatus.Healthy),
            static health => health.Figures["turns"].ShouldBeGreaterThanOrEqualTo(1));
    }

    [Fact]
    public async Task Run_InitialisingFails_FailsAndShutsDown()
    {
        var agent = new Agent { Initialize = static _ => throw new InvalidOperationException("no disk") };

        (await Should.ThrowAsync<InvalidOperationException>(Work(agent, out _).RunAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken))).Message.ShouldBe("no disk");

        await agent.SeenAsync("initialize");
        await agent.SeenAsync("shutdown");
    }

    [Fact]
    public async Task Run_InitialisingHangs_FailsAfterItsTime()
    {
        var agent = new Agent { Initialize = static stop => new TaskCompletionSource().Task.WaitAsync(stop) };
        var running = Work(agent, out _).RunAsync(TestContext.Current.CancellationToken);
        await agent.SeenAsync("initialize");
        _time.Advance(TimeSpan.FromSeconds(15));

        (await Should.ThrowAsync<TimeoutException>(running.WaitAsync(Patience, TestContext.Current.CancellationToken))).Message.ShouldContain("within 15 s");
    }

    [Fact]
    public async Task Run_ATurnHangs_StopsAllTheSameAndCountsAsStale()
    {
        var agent = new Agent();
        using var stop = new CancellationTokenSource();
        var running = Work(agent, out var work).RunAsync(stop.Token);
        await agent.SeenAsync("initialize");
        await agent.SeenAsync("execute");
        agent.Execute = static () => new TaskCompletionSource().Task;
        await TurnAsync(agent);

        _time.Advance(TimeSpan.FromSeconds(31));
        work.Health.Snapshot("s").Status.ShouldBe(AgentStatus.Stale);
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(running.WaitAsync(Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Run_AnAgentThatIsNotWell_IsDegradedWithItsReason()
    {
        var agent = new Agent { Reason = "the disk is full" };
        using var stop = new CancellationTokenSource();
        var running = Work(agent, out var work).RunAsync(stop.Token);
        await agent.SeenAsync("initialize");
        await agent.SeenAsync("execute");
        await TurnAsync(agent);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running.WaitAsync(Patience, TestContext.Current.CancellationToken));

        work.Health.Snapshot("s").ShouldSatisfyAllConditions(
            static health => health.Status.ShouldBe(AgentStatus.Degraded),
            static health => health.LastError.ShouldBe("the disk is full"));
    }

    private AgentExtensionWork Work(Agent agent, out AgentExtensionWork work) => work = new AgentExtensionWork(agent, "Fixture", null!, _time);

    /// <summary>Moves the clock until the next turn has begun: the pause may not have been armed yet.</summary>
    private async Task TurnAsync(Agent agent)
    {
        var next = agent.SeenAsync("execute");
        while (!next.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            await Task.Yield();
        }

        await next;
    }

    private sealed class Agent : IAgentExtension
    {
        private readonly Channel<string> _seen = Channel.CreateUnbounded<string>();
        private int _turns;

        public Func<CancellationToken, Task> Initialize { get; init; } = static _ => Task.CompletedTask;

        public Func<Task> Execute { get; set; } = static () => Task.CompletedTask;

        public string? Reason { get; init; }

        public string Name => "FixtureAgent";

        public async Task SeenAsync(string what) => (await _seen.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken)).ShouldBe(what);

        /// <summary>However many turns more the clock gave it.</summary>
        public async Task EndedAsync()
        {
            while (await _seen.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken) != "shutdown")
            {
                _turns.ShouldBeGreaterThan(0);
            }
        }

        public Task InitializeAsync(IAgentContext context, CancellationToken cancellationToken)
        {
            _seen.Writer.TryWrite("initialize");
            return Initialize(cancellationToken);
        }

        public Task ExecuteAsync(CancellationToken cancellationToken)
        {
            _turns++;
            _seen.Writer.TryWrite("execute");
            return Execute();
        }

        public Task ShutdownAsync(CancellationToken cancellationToken)
        {
            _seen.Writer.TryWrite("shutdown");
            return Task.CompletedTask;
        }

        public AgentExtensionHealth GetHealth() => new(Reason) { Figures = new Dictionary<string, long> { ["turns"] = _turns } };
    }
}
