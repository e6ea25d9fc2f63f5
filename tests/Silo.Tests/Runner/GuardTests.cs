using Apex.Runner.Native;
using Microsoft.Extensions.Logging.Abstractions;

namespace Apex.Runner;

public sealed class GuardTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Guard_RunnerIsKilled_AnotherTakesTheSiloOver()
    {
        await using var host = new HostHarness();
        var silo = DetachedProcess.Start([host.Silo], OwnEnvironment.Read(), host.Folder, Path.Combine(host.Folder, "silo.out"));
        var first = host.Start("host", ["--silo-exec", host.Silo, "--silo-pid", CgroupFile.Text(silo)]);
        await host.Link.IdentityAsync(Token);
        await using var link = new RunnerLink(
            new RunnerLinkOptions
            {
                SocketPath = host.Home.SocketPath,
                SpoolFolder = host.Home.SpoolFolder,
                Guard = new RunnerGuard(host.Home, TimeProvider.System) { SiloPid = silo },
            },
            TimeProvider.System,
            NullLogger<RunnerLink>.Instance);
        await link.IdentityAsync(Token);
        var spec = host.Shell("echo $$ > pid; exec sleep 300");
        await link.PlaceAsync([spec], Token);
        var pid = int.Parse(await RunnerHarness.LineOfAsync(Path.Combine(host.Folder, "pid")));

        ChildProcess.Signal(first, Libc.SigKill);
        await host.EndOfAsync(first);
        var second = 0;
        await foreach (var told in link.Events.ReadAllAsync(Token))
        {
            if (told is RunnerConnected connected && connected.Runner.Pid != first)
            {
                second = connected.Runner.Pid;
            }
            else if (second != 0 && told is AttemptEnded ended)
            {
                ended.End.Cause.ShouldBe(EndCause.Lost);
                break;
            }
        }

        ProcFs.StartedAtMs(pid).ShouldBeNull();
        ProcFs.StartedAtMs(silo).ShouldNotBeNull();

        // Told to stop, the new runner stops the silo that it took over, then itself.
        var end = ChildProcess.OpenPidFd(second);
        ChildProcess.Signal(second, Libc.SigTerm);
        (await host.EndOfAsync(silo)).ExitCode.ShouldBe(0);
        (await Task.Run(() => ChildProcess.WaitPidFd(end, 20_000), Token)).ShouldBeTrue();
        _ = Libc.Close(end);
    }

    [Fact]
    public async Task Guard_RunnerLives_StartsNone()
    {
        await using var host = new HostHarness();
        host.StartHost();
        var runner = (await host.Link.IdentityAsync(Token)).Pid;
        var guard = new RunnerGuard(host.Home, TimeProvider.System) { SiloPid = 1 };

        await guard.OnUnreachableAsync(runner);

        (await host.Link.IdentityAsync(Token)).Pid.ShouldBe(runner);
        (await host.LivesAsync(1)).ShouldHaveSingleItem();
    }
}
