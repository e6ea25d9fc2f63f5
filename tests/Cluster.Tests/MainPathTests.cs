using Apex.Cluster.Tests.Harness;

namespace Apex.Cluster.Tests;

/// <summary>The main job through the real program: two layers in turn, status afterwards, the same after a restart.</summary>
public sealed class MainPathTests(SharedSilo shared) : IClassFixture<SharedSilo>
{
    [Fact]
    public async Task Run_TwoLayers_RunsThemInTurnAndExitsZero()
    {
        await using var home = shared.Project();
        home.Configure(Projects.TwoLayers());

        var run = (await home.RunAsync("run")).ShouldExit(0);

        run.Output.ShouldNotContain("\u001b", customMessage: "no escape sequence may stand in a pipe");
        home.WitnessCount("START").ShouldBe(6);
        home.WitnessCount("END").ShouldBe(6);
        var lines = await File.ReadAllLinesAsync(home.Witness, TestContext.Current.CancellationToken);
        var lastOfFirst = Array.FindLastIndex(lines, line => line.Contains("END one") || line.Contains("END two") || line.Contains("END three"));
        var firstOfSecond = Array.FindIndex(lines, line => line.Contains("START four") || line.Contains("START five") || line.Contains("START six"));
        firstOfSecond.ShouldBeGreaterThan(lastOfFirst);
    }

    [Fact]
    public async Task Status_AfterServerStopAndStart_IsTheSame()
    {
        await using var home = new ApexHome();
        home.Configure(Projects.TwoLayers("0"));
        var id = await home.DetachAsync();
        var before = await home.EndedAsync(id);

        (await home.RunAsync("server", "stop")).ShouldExit(0);
        File.Exists(Path.Combine(home.Home, "silo.json")).ShouldBeFalse();
        var after = await home.StatusAsync(id);

        before.Verdict().ShouldBe("passed");
        before.Categories().Count().ShouldBe(6);
        before.Categories().ShouldAllBe(category => category.Attempts().Length == 1);
        after.GetRawText().ShouldBe(before.GetRawText());
    }

    [Fact]
    public async Task Run_FailingCommand_ExitsOneAndSaysHowToRunItAgain()
    {
        await using var home = shared.Project();
        home.Configure(Projects.Single("exit 3"));

        var run = (await home.RunAsync("run")).ShouldExit(1);

        run.Output.ShouldContain("apex run --layer fast_feedback --category only");
    }

    [Fact]
    public async Task Run_SameIdempotencyKeyTwice_IsOneExecution()
    {
        await using var home = shared.Project();
        home.Configure(Projects.TwoLayers("0"));

        var first = await home.DetachAsync("--idempotency-key", "k1");
        await home.EndedAsync(first);
        var second = await home.DetachAsync("--idempotency-key", "k1");

        second.ShouldBe(first);
        home.WitnessCount("START").ShouldBe(6);
    }

    [Fact]
    public async Task Run_OtherRequestUnderTheSameKey_ExitsTwo()
    {
        await using var home = shared.Project();
        home.Configure(Projects.TwoLayers("0"));
        await home.DetachAsync("--idempotency-key", "k2");

        var other = await home.RunAsync("run", "--detach", "--idempotency-key", "k2", "--layer", "fast_feedback");

        other.ShouldExit(2);
    }

    [Fact]
    public async Task Run_TwoAtOnceInAFreshHome_ShareOneSilo()
    {
        await using var home = new ApexHome();
        home.Configure(Projects.TwoLayers("0"));

        var both = await Task.WhenAll(home.RunAsync("run", "--allow-shared-tree"), home.RunAsync("run", "--allow-shared-tree"));

        both.ShouldAllBe(run => run.ExitCode == 0);
        var list = (await home.RunAsync("list", "-o", "json")).ShouldExit(0).Json();
        list.GetProperty("executions").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task Cancel_WhileRunning_StopsTheCommandAndExits130()
    {
        await using var home = shared.Project();
        home.Configure(Projects.Single("echo START >> \"$WITNESS\"; exec sleep 600"));
        var id = await home.DetachAsync();
        await ApexHome.UntilAsync(() => home.WitnessCount("START") == 1, "the start of the command");

        (await home.RunAsync("cancel", id, "--reason", "test")).ShouldExit(0);
        var watch = await home.RunAsync("watch", id);

        watch.ShouldExit(130);
        var status = await home.StatusAsync(id);
        status.Verdict().ShouldBe("cancelled");
        status.Category("only").Verdict().ShouldBe("cancelled");
    }
}
