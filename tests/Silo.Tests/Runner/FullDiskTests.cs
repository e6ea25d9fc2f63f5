using Apex.Runner.Native;

namespace Apex.Runner;

/// <summary>A disk that is really full: a small tmpfs, where one can be mounted.</summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly string _disk = Directory.CreateTempSubdirectory("apex-disk-").FullName;
    private readonly bool _isMounted;

    public FullDiskTests() => _isMounted = Run("/bin/mount", "-t", "tmpfs", "-o", "size=8m", "apex-test", _disk) == 0;

    public void Dispose()
    {
        if (_isMounted)
        {
            Run("/bin/umount", _disk).ShouldBe(0);
        }

        Directory.Delete(_disk, recursive: true);
    }

    [Fact]
    public async Task FullDisk_WhileRunning_KeepsTheExitInTheJournal_AndCountsTheOutput()
    {
        Assert.SkipUnless(_isMounted, "no tmpfs can be mounted here: run the tests as root, in a container with CAP_SYS_ADMIN");
        using var runner = new RunnerHarness(options => options with
        {
            StateFolder = Path.Combine(_disk, "runner"),
            SpoolFolder = Path.Combine(_disk, "spool"),
            DiskFloorBytes = 0,
        });
        var spec = runner.Shell("head -c 20000000 /dev/zero; exit 3");
        var next = runner.Shell("exit 4");

        var end = await runner.RunAsync(spec);
        var after = await runner.RunAsync(next);
        runner.Crash();

        (end.Cause, end.ExitCode, end.LogBytes).ShouldBe((EndCause.Exited, 3, 20_000_000L));
        end.LogBytesDropped.ShouldBeGreaterThan(10_000_000);
        end.Reason.ShouldNotBeNull().ShouldContain("No space left on device");
        (await runner.EndOfAsync(spec.Id)).ShouldBe(end);
        // A folder for this one may or may not have found room; what counts is that its end was kept too.
        (await runner.EndOfAsync(next.Id)).ShouldBe(after);
    }

    private static int Run(params string[] command)
    {
        var pid = DetachedProcess.Start(command, OwnEnvironment.Read(), "/", "/dev/null");
        return ChildProcess.TryReap(pid, wait: true)?.ExitCode ?? -1;
    }
}
