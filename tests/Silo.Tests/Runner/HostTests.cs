using Apex.Runner.Native;

namespace Apex.Runner;

public sealed class HostTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Host_SiloIsKilled_CommandsGoOnAndItIsStartedAgain()
    {
        await using var host = new HostHarness();
        host.StartHost();
        var spec = host.Shell("echo began > began; while [ ! -e go ]; do sleep 0.05; done; exit 5");
        await host.Link.PlaceAsync([spec], Token);
        await RunnerHarness.LineOfAsync(Path.Combine(host.Folder, "began"));

        ChildProcess.Signal((await host.LivesAsync(1))[0], Libc.SigKill);
        var lives = await host.LivesAsync(2);
        await File.WriteAllTextAsync(Path.Combine(host.Folder, "go"), "", Token);

        (await host.NextAsync<AttemptEnded>()).End.ExitCode.ShouldBe(5);
        lives[1].ShouldNotBe(lives[0]);
    }

    [Fact]
    public async Task Host_RestartDelayHook_HoldsTheSiloBack()
    {
        await using var host = new HostHarness();
        host.StartHost(("APEX_TEST_SILO_RESTART_DELAY_MS", "1500"));
        var began = TimeProvider.System.GetTimestamp();
        ChildProcess.Signal((await host.LivesAsync(1))[0], Libc.SigKill);
        await host.LivesAsync(2);

        TimeProvider.System.GetElapsedTime(began).ShouldBeGreaterThan(TimeSpan.FromSeconds(1.5));
    }

    [Fact]
    public async Task Host_SecondOne_HandsOverAndEnds()
    {
        await using var host = new HostHarness();
        int[] started = [host.StartHost(), host.StartHost(), host.StartHost()];
        var runner = (await host.Link.IdentityAsync(Token)).Pid;

        started.ShouldContain(runner);
        foreach (var other in started.Where(pid => pid != runner))
        {
            (await host.EndOfAsync(other)).ExitCode.ShouldBe(0);
        }

        (await host.LivesAsync(1)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Host_OtherBuild_ReplacesTheSiloWhileCommandsGoOn()
    {
        await using var host = new HostHarness();
        var runner = host.StartHost();
        var spec = host.Shell("while [ ! -e go ]; do sleep 0.05; done; exit 6");
        await host.Link.PlaceAsync([spec], Token);
        await host.NextAsync<AttemptBegan>();
        var old = (await host.LivesAsync(1))[0];

        var newer = host.WriteSilo("newer");
        (await host.EndOfAsync(host.Start("host", ["--silo-exec", newer]))).ExitCode.ShouldBe(0);
        await host.LivesAsync(1, newer);
        await File.WriteAllTextAsync(Path.Combine(host.Folder, "go"), "", Token);

        (await host.NextAsync<AttemptEnded>()).End.ExitCode.ShouldBe(6);
        ProcFs.StartedAtMs(old).ShouldBeNull();
        (await host.Link.IdentityAsync(Token)).Pid.ShouldBe(runner);
    }

    [Fact]
    public async Task Stop_WithAttempts_IsRefusedWithTheList_AndForcedLeavesThemToTheRunner()
    {
        await using var host = new HostHarness();
        var runner = host.StartHost();
        var spec = host.Shell("while [ ! -e go ]; do sleep 0.05; done; echo done > done");
        await host.Link.PlaceAsync([spec], Token);
        await host.NextAsync<AttemptBegan>();

        (await host.EndOfAsync(host.Start("stop", []))).ExitCode.ShouldBe(2);
        host.Output.ShouldContain($"{spec.Id} running");
        (await host.EndOfAsync(host.Start("stop", ["--force"]))).ExitCode.ShouldBe(0);
        ProcFs.StartedAtMs((await host.LivesAsync(1))[0]).ShouldBeNull();
        ProcFs.StartedAtMs(runner).ShouldNotBeNull();

        await File.WriteAllTextAsync(Path.Combine(host.Folder, "go"), "", Token);
        (await host.EndOfAsync(runner)).ExitCode.ShouldBe(0);
        File.Exists(Path.Combine(host.Folder, "done")).ShouldBeTrue();
        File.Exists(host.Home.SocketPath).ShouldBeFalse();

        // The next runner tells what nobody recorded.
        host.StartHost();
        (await host.NextAsync<AttemptEnded>(told => told.End.ExitCode is not null)).End.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Host_Killed_TheNextOneTakesTheSiloOverAndReportsLost()
    {
        await using var host = new HostHarness();
        var first = host.StartHost();
        var spec = host.Shell("trap '' TERM INT; echo $$ > pid; while :; do sleep 0.05; done");
        await host.Link.PlaceAsync([spec], Token);
        var pid = int.Parse(await RunnerHarness.LineOfAsync(Path.Combine(host.Folder, "pid")));
        var silo = (await host.LivesAsync(1))[0];

        ChildProcess.Signal(first, Libc.SigKill);
        (await host.EndOfAsync(first)).Signal.ShouldBe(Libc.SigKill);
        host.Start("host", ["--silo-exec", host.Silo, "--silo-pid", silo.ToString()]);

        (await host.NextAsync<AttemptEnded>()).End.Cause.ShouldBe(EndCause.Lost);
        ProcFs.StartedAtMs(pid).ShouldBeNull();
        ProcFs.StartedAtMs(silo).ShouldNotBeNull();

        // And when that silo dies, this runner starts another.
        await File.WriteAllTextAsync(host.Home.SiloFile, "{}", Token);
        ChildProcess.Signal(silo, Libc.SigKill);
        (await host.LivesAsync(2)).Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("normal", "")]
    [InlineData("cancel", "")]
    [InlineData("timeout", "")]
    [InlineData("normal", "/usr/bin/env -i ")]
    [InlineData("cancel", "/usr/bin/env -i ")]
    public async Task Host_WithoutCgroup_FindsDaemonsByItsListOfChildren(string ending, string emptied)
    {
        await using var host = new HostHarness();
        host.StartHost(("APEX_CONTAINMENT", "none"));
        var file = Path.Combine(host.Folder, "pid");
        var daemon = $"{emptied}/usr/bin/setsid /bin/sh -c 'trap \"\" TERM HUP INT; (while :; do /bin/sleep 1; done) & echo $! > {file}.new; /bin/mv {file}.new {file}'";
        var spec = host.Shell($"{daemon}; {(ending == "normal" ? "exit 0" : "sleep 300")}") with { TimeoutMs = ending == "timeout" ? 1000 : RunnerHarness.NoLimitMs };
        await host.Link.PlaceAsync([spec], Token);
        var pid = int.Parse(await RunnerHarness.LineOfAsync(file));
        if (ending == "cancel")
        {
            await host.Link.StopAsync([new StopOrder(spec.Id, 1, EndCause.Stopped, "test")], Token);
        }

        var end = (await host.NextAsync<AttemptEnded>()).End;

        ProcFs.StartedAtMs(pid).ShouldBeNull();
        end.Leftovers.ShouldBeGreaterThan(0);
        end.EmptinessProven.ShouldBeTrue();
    }

    [Fact]
    public void SocketPath_HomeOfTwoHundredCharacters_FitsIntoASocketAddress()
    {
        var home = new ApexHome(Path.Combine("/tmp", new string('h', 200)));

        System.Text.Encoding.UTF8.GetByteCount(home.SocketPath).ShouldBeLessThanOrEqualTo(107);
    }

    [Fact]
    public async Task Host_HomeNotWritable_SaysSoAndExitsWith3()
    {
        await using var host = new HostHarness();
        await File.WriteAllTextAsync(host.Home.Root, "a file in the way", Token);
        var exit = await host.EndOfAsync(host.StartHost());

        exit.ExitCode.ShouldBe(3);
        host.Output.ShouldContain($"{host.Home.Root} is not writable");
        File.Delete(host.Home.Root);
    }

    [Fact]
    public async Task Host_SiloEndsInOrder_RunnerEndsToo()
    {
        await using var host = new HostHarness();
        await File.WriteAllTextAsync(host.Silo, "#!/bin/sh\nexit 0\n", Token);

        (await host.EndOfAsync(host.StartHost())).ExitCode.ShouldBe(0);
    }
}
