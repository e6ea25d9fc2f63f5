using System.Runtime.CompilerServices;
using Apex.Agents;
using Apex.Settings;
using Apex.Testing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Apex.Silo.Tests.Agents;

public sealed class AgentSupervisorTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private Task _running = Task.CompletedTask;

    [Fact]
    public async Task RunAsync_WorkFails_IsRunAgainAfterAPauseAndTheErrorIsCounted()
    {
        var work = new ScriptedWork(_time, throws: 1);
        Run(work);

        await UntilAsync(() => work.Lives == 2);

        work.Health.Snapshot("s").ErrorCount.ShouldBe(1);
        await _stop.CancelAsync();
        await _running;
        work.Health.Snapshot("s").Status.ShouldBe(AgentStatus.Stopped);
    }

    [Fact]
    public async Task RunAsync_OneFailure_IsDegraded_TwoAreAnErrorWithItsReason_AndABeatIsHealthAgain()
    {
        var work = new ScriptedWork(_time, throws: 3);
        Run(work);

        await UntilAsync(() => work.Health.Snapshot("s").ErrorCount == 1);
        work.Health.Snapshot("s").Status.ShouldBe(AgentStatus.Degraded);
        await UntilAsync(() => work.Health.Snapshot("s").ErrorCount == 2);
        work.Health.WhyDown.ShouldBe("TestOrchestratorAgent is in error: away");
        await UntilAsync(() => work.Lives == 4);
        work.Health.Beat();

        work.Health.Snapshot("s").Status.ShouldBe(AgentStatus.Healthy);
        work.Health.WhyDown.ShouldBeNull();
    }

    [Fact]
    public async Task RunAsync_DoesNotComeUp_IsAnErrorThatSaysSoAndIsTriedAgain()
    {
        var work = new ScriptedWork(_time);
        Run(work, new AgentSettings { StartTimeoutSeconds = 2 });

        await UntilAsync(() => work.Lives == 2);

        var snapshot = work.Health.Snapshot("s");
        (snapshot.Status, snapshot.LastError).ShouldBe((AgentStatus.Error, "it did not come up within 2 s"));
    }

    [Fact]
    public async Task RunAsync_FallsSilent_IsDegradedThenStaleThenBegunAnew()
    {
        var work = new ScriptedWork(_time, beats: true);
        Run(work, new AgentSettings { HeartbeatSeconds = 1, StaleSeconds = 5 });
        await UntilAsync(() => work.Lives == 1 && work.Health.Beats > 0, advance: false);

        _time.Advance(TimeSpan.FromSeconds(2.2));
        work.Health.Snapshot("s").Status.ShouldBe(AgentStatus.Degraded);
        work.Health.Snapshot("s").LastError.ShouldBe("no sign of life for 2.2 s");
        await UntilAsync(() => work.Lives == 2);

        work.Health.Snapshot("s").ErrorCount.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task RunAsync_SwitchedOff_IsStoppedAndNamesTheSetting()
    {
        var work = new ScriptedWork(_time);
        Run(work, new AgentSettings { TestOrchestrator = false });
        await _running;

        work.Lives.ShouldBe(0);
        work.Health.WhyDown.ShouldBe("TestOrchestratorAgent is stopped: it is switched off by the setting agents.test_orchestrator");
        work.Health.Beat();
        work.Health.Snapshot("s").Status.ShouldBe(AgentStatus.Stopped);
    }

    [Fact]
    public async Task RunAsync_SiloNotActive_DoesNotBegin()
    {
        var work = new ScriptedWork(_time);
        Run(work, lifetime: new Lifetime(started: false));

        await _stop.CancelAsync();
        await _running;

        work.Lives.ShouldBe(0);
    }

    [Theory]
    [InlineData("fail")]
    [InlineData("hang")]
    public async Task RunAsync_AFaultByTheTestsFile_IsSeenAndGoesWithTheLine(string fault)
    {
        var file = Path.Combine(Path.GetTempPath(), $"apex-faults-{Guid.NewGuid():N}");
        var work = new ScriptedWork(_time, beats: true);
        Run(new FaultyWork(work, new AgentFaults(file), _time), new AgentSettings { HeartbeatSeconds = 1, StaleSeconds = 5 });
        await UntilAsync(() => work.Health.Snapshot("s").Status == AgentStatus.Healthy, advance: false);

        await File.WriteAllTextAsync(file, $"OtherAgent fail\nTestOrchestratorAgent {fault}\n", TestContext.Current.CancellationToken);
        await UntilAsync(() => work.Health.WhyDown is not null);
        File.Delete(file);
        await UntilAsync(() => work.Health.Snapshot("s").Status == AgentStatus.Healthy);

        work.Lives.ShouldBeGreaterThan(1);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private void Run(IAgentWork work, AgentSettings? settings = null, Lifetime? lifetime = null) =>
        _running = new AgentSupervisor(work, settings ?? new AgentSettings(), lifetime ?? new Lifetime(started: true), _time, NullLogger<AgentSupervisor>.Instance).RunAsync(_stop.Token);

    /// <summary>Lets time pass in small steps until something is so: what waits is armed some moment later on other threads.</summary>
    private Task UntilAsync(Func<bool> fact, bool advance = true, [CallerArgumentExpression(nameof(fact))] string phase = "") =>
        Eventually.IsAsync(fact, phase, between: () => _time.Advance(advance ? TimeSpan.FromMilliseconds(100) : TimeSpan.Zero));

    private sealed class ScriptedWork(TimeProvider time, int throws = 0, bool beats = false) : IAgentWork
    {
        private int _lives;

        public int Lives => Volatile.Read(ref _lives);

        public AgentHealth Health { get; } = new("TestOrchestratorAgent", time);

        public Task RunAsync(CancellationToken cancellationToken)
        {
            var life = Interlocked.Increment(ref _lives);
            if (life <= throws)
            {
                throw new IOException("away");
            }

            if (beats)
            {
                Health.Beat();
            }

            return new TaskCompletionSource().Task.WaitAsync(cancellationToken);
        }
    }

    private sealed class Lifetime(bool started) : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted { get; } = new(canceled: started);

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication()
        {
        }
    }
}
