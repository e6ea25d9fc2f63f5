using Apex.Cluster.Tests.Harness;
using Apex.Testing;

namespace Apex.Cluster.Tests;

/// <summary>Processes die; executions do not.</summary>
public sealed class SurvivalTests
{
    [Fact]
    public async Task KillSilo_InTheMiddleOfARun_TheRunGoesOnByItself()
    {
        await using var home = new ApexHome();
        home.Configure(Projects.TwoLayers("2"));
        var id = await home.DetachAsync();
        await ApexHome.UntilAsync(() => home.WitnessCount("START") >= 1, "the first command");
        var killed = home.SiloPid;

        Signals.Send(killed, Signals.Kill);
        await ApexHome.UntilAsync(() => home.WitnessCount("END") == 6, "all commands to end without any apex command");

        var status = await home.EndedAsync(id);
        status.Verdict().ShouldBe("passed");
        home.WitnessCount("START").ShouldBe(6);
        status.Categories().ShouldAllBe(category => category.Attempts().Length == 1);
        home.SiloPid.ShouldNotBe(killed);
    }

    [Fact]
    public async Task KillSilo_HeldBackWhileCommandsEnd_FinishedOnesKeepTheirResult()
    {
        await using var home = new ApexHome();
        home.Set("APEX_TEST_SILO_RESTART_DELAY_MS", "5000");
        home.Configure(Projects.TwoLayers("1"));
        var id = await home.DetachAsync();
        await ApexHome.UntilAsync(() => home.WitnessCount("START") >= 2, "two commands");

        Signals.Send(home.SiloPid, Signals.Kill);
        await ApexHome.UntilAsync(() => home.WitnessCount("END") >= 2, "the running commands to end while no silo is there");

        var status = await home.EndedAsync(id);
        status.Verdict().ShouldBe("passed");
        home.WitnessCount("START").ShouldBe(6);
        home.WitnessCount("END").ShouldBe(6);
    }

    [Fact]
    public async Task KillSilo_WhileTheClientWatches_ItReconnectsAndExitsWithTheVerdict()
    {
        await using var home = new ApexHome();
        home.Configure(Projects.TwoLayers("2"));
        var run = home.RunAsync("run");
        await ApexHome.UntilAsync(() => home.WitnessCount("START") >= 1, "the first command");

        Signals.Send(home.SiloPid, Signals.Kill);
        var result = await run;

        result.ShouldExit(0);
        result.Errors.ShouldContain("reconnect");
        home.WitnessCount("START").ShouldBe(6);
    }

    [Fact]
    public async Task KillRunner_InTheMiddleOfARun_AttemptsAreLostAndPlacedAgain()
    {
        await using var home = new ApexHome();
        home.Configure(Projects.TwoLayers("2"));
        var id = await home.DetachAsync();
        await ApexHome.UntilAsync(() => home.WitnessCount("START") >= 2, "two commands");

        Signals.Send(home.RunnerPid, Signals.Kill);
        var status = await home.EndedAsync(id);

        status.Verdict().ShouldBe("passed");
        var lost = status.Categories().SelectMany(category => category.Attempts()).Where(attempt => attempt.GetProperty("class").GetString() == "infra").ToList();
        lost.ShouldNotBeEmpty();
        home.WitnessCount("END").ShouldBe(6, "each category ends once; a lost attempt's command was killed");
        status.Categories().ShouldAllBe(category => category.Verdict() == "passed");
    }

    [Fact]
    public async Task KillBoth_InTheMiddleOfARun_TheNextCommandCleansUpAndGoesOn()
    {
        await using var home = new ApexHome();
        home.Configure(Projects.TwoLayers("2"));
        var id = await home.DetachAsync();
        await ApexHome.UntilAsync(() => home.WitnessCount("START") >= 2, "two commands");
        var (silo, runner) = (home.SiloPid, home.RunnerPid);

        Signals.Send(runner, Signals.Kill);
        Signals.Send(silo, Signals.Kill);
        await ApexHome.UntilAsync(() => !ProcessFiles.IsAlive(silo) && !ProcessFiles.IsAlive(runner), "both to be gone");
        var status = await home.EndedAsync(id);

        status.Verdict().ShouldBe("passed");
        home.WitnessCount("END").ShouldBe(6);
    }
}
