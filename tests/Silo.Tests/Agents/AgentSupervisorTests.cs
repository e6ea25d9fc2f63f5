using Apex.Agents;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Apex.Silo.Tests.Agents;

public sealed class AgentSupervisorTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task RunAsync_WorkFails_IsRunAgainAfterAPauseAndTheErrorIsCounted()
    {
        var work = new FailingWork(_time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var running = new AgentSupervisor(work, new StartedLifetime(), _time, NullLogger<AgentSupervisor>.Instance).RunAsync(stop.Token);
        await work.FirstRun.Task;

        while (!work.SecondRun.Task.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(200)); // the pause is armed some moment after the failure
            await Task.Yield();
        }

        work.Health.Snapshot("s").ErrorCount.ShouldBe(1);
        await stop.CancelAsync();
        await running;
        work.Health.Snapshot("s").Status.ShouldBe(AgentStatus.Stopped);
    }

    [Fact]
    public async Task RunAsync_SiloNotActive_DoesNotBegin()
    {
        var work = new FailingWork(_time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var running = new AgentSupervisor(work, new PendingLifetime(), _time, NullLogger<AgentSupervisor>.Instance).RunAsync(stop.Token);

        await stop.CancelAsync();
        await running;

        work.FirstRun.Task.IsCompleted.ShouldBeFalse();
    }

    private sealed class FailingWork(TimeProvider time) : IAgentWork
    {
        public TaskCompletionSource FirstRun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource SecondRun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public AgentHealth Health { get; } = new("FailingWork", time);

        public Task RunAsync(CancellationToken cancellationToken)
        {
            if (FirstRun.TrySetResult())
            {
                throw new IOException("away");
            }

            SecondRun.TrySetResult();
            return Task.Delay(Timeout.Infinite, cancellationToken);
        }
    }

    private sealed class StartedLifetime : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted { get; } = new(canceled: true);

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication()
        {
        }
    }

    private sealed class PendingLifetime : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication()
        {
        }
    }
}
