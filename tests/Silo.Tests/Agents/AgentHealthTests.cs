using Apex.Agents;
using Microsoft.Extensions.Time.Testing;

namespace Apex.Silo.Tests.Agents;

public sealed class AgentHealthTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Snapshot_BeforeTheFirstBeat_IsInitializing() => New().Snapshot("s").Status.ShouldBe(AgentStatus.Initializing);

    [Fact]
    public void Snapshot_SilentForLongerThanAllowed_IsStale()
    {
        var health = New();
        health.Beat();
        health.Snapshot("s").Status.ShouldBe(AgentStatus.Healthy);

        _time.Advance(health.StaleAfter + TimeSpan.FromSeconds(1));

        health.Snapshot("s").Status.ShouldBe(AgentStatus.Stale);
    }

    [Fact]
    public void Fail_ThenBeat_RecoversAndKeepsTheCount()
    {
        var health = New();
        health.Fail(new IOException("away"));
        health.Snapshot("s").Status.ShouldBe(AgentStatus.Degraded);

        health.Beat();

        var snapshot = health.Snapshot("s");
        (snapshot.Status, snapshot.ErrorCount, snapshot.LastError).ShouldBe((AgentStatus.Healthy, 1, "away"));
    }

    [Fact]
    public void Count_AddsUp_InTheFigures()
    {
        var health = New();
        health.Count("placed", 2);
        health.Count("placed");
        health.Snapshot("s").Figures["placed"].ShouldBe(3);
    }

    private AgentHealth New() => new("TestAgent", _time);
}
