using Apex.Cluster.Tests.Harness;

namespace Apex.Cluster.Tests;

/// <summary>The silo dies at each named point of an ordinary run (docs/reliability.md): the run ends by itself as if nothing had been.</summary>
public sealed class CrashPointTests
{
    [Theory]
    [InlineData("start.before_live")]
    [InlineData("start.after_live")]
    [InlineData("start.before_write")]
    [InlineData("start.after_write")]
    [InlineData("start.after_row")]
    [InlineData("execution.step.before_write")]
    [InlineData("execution.step.after_write")]
    [InlineData("execution.verdict.before_write")]
    [InlineData("execution.verdict.after_write")]
    [InlineData("execution.end.before_write")]
    [InlineData("execution.end.after_write")]
    [InlineData("live.removed")]
    [InlineData("layer.start.before_write")]
    [InlineData("layer.start.after_write")]
    [InlineData("layer.end.before_write")]
    [InlineData("layer.end.after_write")]
    [InlineData("place.before_write")]
    [InlineData("place.after_write")]
    [InlineData("agent.placed.before_runner")]
    [InlineData("agent.placed.after_runner")]
    [InlineData("agent.report.before_grain")]
    [InlineData("report.before_write")]
    [InlineData("report.after_write")]
    [InlineData("agent.report.after_grain")]
    public async Task SiloDies_InARun_EachCommandRunsOnce(string point)
    {
        await using var run = new CrashRun(point);
        run.Home.Configure(Projects.TwoLayers("0.2"));
        await run.StartArmedAsync();

        var id = await run.Home.DetachAsync();
        await run.DiedAsync();

        run.EachRanOnce(await run.EndedAsync(id, "passed"));
        await run.NothingRemainsAsync();
    }

    [Theory]
    [InlineData("lock.take.before_write")]
    [InlineData("lock.take.after_write")]
    [InlineData("lock.release.before_write")]
    [InlineData("lock.release.after_write")]
    public async Task SiloDies_WhileLocksChangeHands_EachCommandRunsOnce(string point)
    {
        await using var run = new CrashRun(point);
        run.Home.Configure(Projects.OneLock());
        await run.StartArmedAsync();

        var id = await run.Home.DetachAsync();
        await run.DiedAsync();

        run.EachRanOnce(await run.EndedAsync(id, "passed"));
        run.Query("SELECT count(*) FROM named_locks").ShouldBe(0, "all locks were returned");
        var steps = File.ReadAllLines(run.Home.Witness).Select(line => line.Split(' ')[0]);
        steps.ShouldBe(["START", "END", "START", "END", "START", "END"], "one at a time");
        await run.NothingRemainsAsync();
    }

    /// <summary>A start is recorded by itself only while its command runs on.</summary>
    [Theory]
    [InlineData("started.before_write")]
    [InlineData("started.after_write")]
    public async Task SiloDies_WhileCommandsRun_EachCommandRunsOnce(string point)
    {
        await using var run = new CrashRun(point);
        run.Home.Configure(Projects.Three(run.Gated));
        await run.StartArmedAsync();

        var id = await run.Home.DetachAsync();
        await run.DiedAsync();
        run.OpenGate();

        run.EachRanOnce(await run.EndedAsync(id, "passed"));
        await run.NothingRemainsAsync();
    }

    /// <summary>Announced one by one only if they are more than a row may carry.</summary>
    [Theory]
    [InlineData("layer.skips.before_write")]
    [InlineData("layer.skips.after_write")]
    public async Task SiloDies_WhileSkipsAreAnnounced_EachIsAnnouncedOnce(string point)
    {
        const int Categories = 110;
        await using var run = new CrashRun(point);
        run.Home.Configure(Projects.Waiting(Categories));
        await run.StartArmedAsync();

        var id = await run.Home.DetachAsync();
        await run.DiedAsync();

        var status = await run.EndedAsync(id, "failed");
        status.Categories().Count(category => category.Verdict() == "skipped").ShouldBe(Categories);
        run.Query("SELECT count(*) FROM events WHERE type = 'category_skipped'").ShouldBe(Categories);
        run.Query("SELECT count(DISTINCT category) FROM events WHERE type = 'category_skipped'").ShouldBe(Categories);
        await run.NothingRemainsAsync();
    }

    /// <summary>The first silo of a new runner finds attempts that neither of them began.</summary>
    [Theory]
    [InlineData("adopt.before_write")]
    [InlineData("adopt.after_write")]
    public async Task SiloDies_WhileItAdopts_LostAttemptsArePlacedAgain(string point)
    {
        await using var run = new CrashRun(point);
        run.Home.Configure(Projects.Three(run.Gated));
        await run.StartAsync();
        var id = await run.Home.DetachAsync();
        await ApexHome.UntilAsync(() => run.Home.WitnessCount("START") == 3, "three commands");
        await run.KillBothAsync();

        run.Arm();
        var watch = run.Home.RunAsync("watch", id);
        await run.KilledAsync();
        run.OpenGate();
        (await watch).ShouldExit(0);

        var status = await run.EndedAsync(id, "passed");
        run.EachAttemptRanOnce(status);
        CrashRun.Lost(status).ShouldBe(3);
        await run.NothingRemainsAsync();
    }

    /// <summary>A runner that refuses every start, as one does whose orders come too late.</summary>
    [Theory]
    [InlineData("withdraw.before_write")]
    [InlineData("withdraw.after_write")]
    public async Task SiloDies_WhileARefusedAttemptIsTakenBack_EachCommandRunsOnce(string point)
    {
        await using var run = new CrashRun(point);
        run.Home.Set("APEX_TEST_START_EXPIRY_MS", "0").Configure(Projects.Three(Projects.Witnessed("0.2")));
        await run.StartArmedAsync();
        var refusing = run.Home.RunnerPid;
        run.Home.Set("APEX_TEST_START_EXPIRY_MS", null);

        var id = await run.Home.DetachAsync();
        await run.DiedAsync();
        run.Home.WitnessCount("START").ShouldBe(0);
        Signals.Send(refusing, Signals.Kill); // the next one is as any other

        run.EachAttemptRanOnce(await run.EndedAsync(id, "passed"));
        await run.NothingRemainsAsync();
    }
}
