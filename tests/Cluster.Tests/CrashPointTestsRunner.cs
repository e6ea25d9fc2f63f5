using Apex.Cluster.Tests.Harness;

namespace Apex.Cluster.Tests;

/// <summary>The runner dies at each named point of an ordinary run (docs/reliability.md): what it held is recorded as lost and placed again.</summary>
public sealed class CrashPointTestsRunner
{
    /// <summary>What was waiting or running is lost.</summary>
    [Theory]
    [InlineData("runner.placed.after_journal")]
    [InlineData("runner.spawning.after_journal")]
    [InlineData("runner.spawned.before_journal")]
    [InlineData("runner.started.after_journal")]
    [InlineData("runner.exit.before_journal")]
    public async Task RunnerDies_WhileItHoldsAttempts_TheyAreLostAndPlacedAgain(string point)
    {
        var status = await RunAsync(point);

        CrashRun.Lost(status).ShouldBeGreaterThan(0);
    }

    /// <summary>What the silo has not been told, or the journal knows, is not lost.</summary>
    [Theory]
    [InlineData("runner.placed.before_journal")]
    [InlineData("runner.spawning.before_journal")]
    [InlineData("runner.exit.after_journal")]
    [InlineData("runner.ack.before_journal")]
    [InlineData("runner.ack.after_journal")]
    public async Task RunnerDies_BetweenJournalAndSilo_TheRunEndsAsItShould(string point) => await RunAsync(point);

    /// <summary>The silo dies first; the next one raises the term of what runs.</summary>
    [Theory]
    [InlineData("runner.epoch.before_journal")]
    [InlineData("runner.epoch.after_journal")]
    public async Task RunnerDies_WhileItIsAdopted_AttemptsAreLostAndPlacedAgain(string point)
    {
        await using var run = new CrashRun(point);
        run.Home.Configure(Projects.Three(run.Gated));
        await run.StartArmedAsync();
        var id = await run.Home.DetachAsync();
        await ApexHome.UntilAsync(() => run.Home.WitnessCount("START") == 3, "three commands");

        Signals.Send(run.Home.SiloPid, Signals.Kill);
        await run.DiedAsync();
        await ApexHome.UntilAsync(() => run.Home.WitnessCount("START") == 6, "the next attempts");
        run.OpenGate();

        var status = await run.EndedAsync(id, "passed");
        run.EachAttemptRanOnce(status);
        CrashRun.Lost(status).ShouldBe(3);
        run.Home.WitnessCount("END").ShouldBe(3, "the lost ones were killed");
        await run.NothingRemainsAsync();
    }

    private static async Task<System.Text.Json.JsonElement> RunAsync(string point)
    {
        await using var run = new CrashRun(point);
        run.Home.Configure(Projects.TwoLayers("0.2"));
        await run.StartArmedAsync();

        var id = await run.Home.DetachAsync();
        await run.DiedAsync();

        var status = await run.EndedAsync(id, "passed");
        run.EachAttemptRanOnce(status);
        await run.NothingRemainsAsync();
        return status.Clone();
    }
}
