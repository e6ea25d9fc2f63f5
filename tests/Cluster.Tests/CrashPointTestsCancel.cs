using Apex.Cluster.Tests.Harness;

namespace Apex.Cluster.Tests;

/// <summary>Silo or runner dies at each named point of a cancel (docs/reliability.md): the execution is cancelled all the same, and nothing goes on.</summary>
public sealed class CrashPointTestsCancel
{
    /// <summary>One command runs, two wait for its slot.</summary>
    [Theory]
    [InlineData("layer.stop.before_write")]
    [InlineData("layer.stop.after_write")]
    [InlineData("cancel.before_write")]
    [InlineData("cancel.after_write")]
    [InlineData("runner.stop.before_kill")]
    [InlineData("runner.withdrawn.before_journal")]
    [InlineData("runner.withdrawn.after_journal")]
    public async Task Dies_InACancel_ItIsCancelled(string point)
    {
        await using var run = new CrashRun(point);
        run.Home.Set("APEX_SLOTS", "1").Configure(Projects.Three(run.Gated));
        await run.StartArmedAsync();
        var id = await run.Home.DetachAsync();
        await ApexHome.UntilAsync(() => run.Home.WitnessCount("START") == 1, "one command");

        (await run.Home.RunAsync("cancel", id)).ShouldExit(0);
        await run.DiedAsync();

        run.NoneRanToItsEnd(await run.EndedAsync(id, "cancelled"));
        await run.NothingRemainsAsync();
    }

    /// <summary>Rows say that attempts are open and cancelled, and the runner has never heard of them.</summary>
    [Theory]
    [InlineData("runner.tombstone.before_journal")]
    [InlineData("runner.tombstone.after_journal")]
    public async Task RunnerDies_AtAStopOfWhatItDoesNotKnow_ItIsCancelled(string point)
    {
        await using var run = new CrashRun(point);
        run.Home.Configure(Projects.Three(run.Gated));
        await run.StartAsync();
        var id = await run.Home.DetachAsync();
        await ApexHome.UntilAsync(() => run.Home.WitnessCount("START") == 3, "three commands");
        Signals.Send(run.Home.RunnerPid, Signals.Stop);
        run.OpenGate();
        await ApexHome.UntilAsync(() => run.Home.WitnessCount("END") == 3, "their end, which nobody sees");
        (await run.Home.RunAsync("cancel", id)).ShouldExit(0);
        await ApexHome.UntilAsync(() => run.Query("SELECT count(*) FROM events WHERE type = 'category_cancelled'") == 3, "three cancelled rows");
        await run.KillBothAsync();
        run.LoseJournal();
        var before = run.Runners();

        await run.StartArmedAsync();
        await ApexHome.UntilAsync(() => run.Runners() >= before + 2, "a runner after the one that dies");

        await run.EndedAsync(id, "cancelled");
        run.Home.WitnessCount("START").ShouldBe(3);
        await run.NothingRemainsAsync();
    }
}
