using System.Diagnostics;
using Apex.Runner.Native;

namespace Apex.Runner;

/// <summary>Limits on memory, CPU and processes, by each means that this machine has. Every load here ends by itself if nothing stops it.</summary>
public sealed class LimitTests
{
    /// <summary>Holds 150 MB for a while.</summary>
    private const string Greedy = "(head -c 150000000 /dev/zero; sleep 3) | tail -n 1 > /dev/null";

    /// <summary>Sixty processes side by side, none of which makes another.</summary>
    private const string SixtyProcesses = "i=0; while [ $i -lt 60 ]; do sleep 2 & i=$((i+1)); done; wait";

    /// <summary>The best that is here; the other version, where it has no controllers; none.</summary>
    public static TheoryData<ContainmentChoice> Backends => [ContainmentChoice.Automatic, ContainmentChoice.CgroupV2, ContainmentChoice.None];

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task Memory_OverTheLimit_IsKilledWhole(ContainmentChoice containment)
    {
        using var runner = new RunnerHarness(options => options with { Containment = containment, Slots = 1 });

        var end = await runner.RunAsync(runner.Shell($"sleep 300 & {Greedy}; sleep 300") with { Limits = new AttemptLimits { MemoryMb = 64 } });
        var next = await runner.RunAsync(runner.Shell(Greedy));

        end.Cause.ShouldBe(EndCause.OverMemory);
        end.Signal.ShouldBe(Libc.SigKill);
        end.PeakMemoryMb.ShouldNotBeNull().ShouldBeInRange(50, 250);
        (end.OutOfMemoryKills > 0).ShouldBe(runner.Core.Identity.Limits!.Memory != LimitBackend.Sampling);
        (next.Cause, next.ExitCode).ShouldBe((EndCause.Exited, 0), "without a limit the same is free");
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task Memory_WithinTheLimit_PassesAndTellsThePeak(ContainmentChoice containment)
    {
        using var runner = new RunnerHarness(options => options with { Containment = containment });

        var end = await runner.RunAsync(runner.Shell("(head -c 60000000 /dev/zero; sleep 1) | tail -n 1 > /dev/null") with { Limits = new AttemptLimits { MemoryMb = 256 } });

        (end.Cause, end.ExitCode, end.OutOfMemoryKills).ShouldBe((EndCause.Exited, 0, 0));
        end.PeakMemoryMb.ShouldNotBeNull().ShouldBeInRange(57, 200);
    }

    [Fact]
    public async Task Memory_OfAFileInATmpfsThatAnAttemptLeft_IsNotTakenFromTheNext()
    {
        using var runner = new RunnerHarness(options => options with { Slots = 1 });
        Assert.SkipUnless(runner.Core.Identity.Limits!.Memory == LimitBackend.CgroupV1, "this is about memory cgroups of version 1, and none is writable here: run the tests as root where there are some");
        var left = $"/dev/shm/{Path.GetFileName(runner.Root)}";
        var limits = new AttemptLimits { MemoryMb = 64 };
        try
        {
            (await runner.RunAsync(runner.Shell($"head -c 40000000 /dev/zero > {left}") with { Limits = limits })).ExitCode.ShouldBe(0);
            var next = await runner.RunAsync(runner.Shell("head -c 40000000 /dev/zero | tail -n 1 > /dev/null") with { Limits = limits });

            (next.Cause, next.ExitCode).ShouldBe((EndCause.Exited, 0));
        }
        finally
        {
            File.Delete(left);
        }
    }

    /// <summary>The upper bound holds on any machine; the lower one is what the machine has to give: a command without a limit runs beside it and tells.</summary>
    [Fact]
    public async Task Cpu_UnderAQuota_UsesThatAndNoMore()
    {
        using var runner = new RunnerHarness();
        Assert.SkipUnless(runner.Core.Identity.Limits!.Cpu is LimitBackend.CgroupV1 or LimitBackend.CgroupV2, "no cpu cgroup is writable here: run the tests as root, or in a container with a writable cgroup");
        const string burner = "timeout 10 sh -c 'while :; do :; done'; exit 0";
        var (held, free) = (runner.Shell(burner) with { Limits = new AttemptLimits { CpuPercent = 50 } }, runner.Shell(burner));

        await runner.PlaceAsync(held, free);
        var (heldEnd, freeEnd) = (await runner.EndOfAsync(held.Id), await runner.EndOfAsync(free.Id));

        heldEnd.NotEnforced.ShouldBeNull();
        Share(heldEnd).ShouldBeLessThan(0.6);
        Share(heldEnd).ShouldBeGreaterThan(Math.Min(0.3, Share(freeEnd) / 3), "not less than a third of what a command without a limit gets on a machine this busy");
    }

    [Fact]
    public async Task Cpu_WhereNothingCanHoldIt_RunsAndSaysSo()
    {
        using var runner = new RunnerHarness(options => options with { Containment = ContainmentChoice.None });

        var end = await runner.RunAsync(runner.Shell("exit 0") with { Limits = new AttemptLimits { CpuPercent = 50 } });

        end.ExitCode.ShouldBe(0);
        end.NotEnforced.ShouldBe(["limits.cpu_percent"]);
        (await runner.RunAsync(runner.Shell("exit 0"))).NotEnforced.ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task Processes_OverTheLimit_AreRefusedOrKilled(ContainmentChoice containment)
    {
        using var runner = new RunnerHarness(options => options with { Containment = containment, Slots = 1 });

        var end = await runner.RunAsync(runner.Shell(SixtyProcesses) with { Limits = new AttemptLimits { Processes = 20 } });
        var next = await runner.RunAsync(runner.Shell(SixtyProcesses));

        (end.Cause, end.RefusedForks > 0).ShouldBe(runner.Core.Identity.Limits!.Processes == LimitBackend.Sampling ? (EndCause.OverProcesses, false) : (EndCause.Exited, true));
        end.ExitCode.ShouldNotBe(0);
        (next.Cause, next.ExitCode, next.RefusedForks).ShouldBe((EndCause.Exited, 0, 0), "the limit went with its attempt");
    }

    [Fact]
    public void Cage_InWhichSomethingLives_KeepsItsLimit()
    {
        var root = new CageFactory(ContainmentChoice.CgroupV1, Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()));
        Assert.SkipUnless(root.CountsProcesses, "no pids cgroup is writable here: run the tests as root, or in a container with a writable cgroup");
        var cage = (CgroupV1Cage)root.Create(0);
        using var member = Process.Start("/bin/sleep", "300");
        try
        {
            var limit = Path.Combine(root.Folder!, "slot-0", "pids.max");
            cage.LimitProcesses(5);
            CgroupFile.Write(Path.Combine(root.Folder!, "slot-0", "cgroup.procs"), CgroupFile.Text(member.Id));

            cage.Reset().ShouldBeFalse();
            File.ReadAllText(limit).Trim().ShouldBe("6");
            CageFactory.FreeFolder(root.Folder!, 0).ShouldEndWith("slot-0-1", customMessage: "no other cage is made of it, either");

            member.Kill();
            member.WaitForExit();
            cage.Reset().ShouldBeTrue();
            File.ReadAllText(limit).Trim().ShouldBe("max");
        }
        finally
        {
            member.Kill();
            member.WaitForExit();
            cage.Remove();
            root.RemoveAll();
        }
    }

    [Fact]
    public async Task Groups_OfARunnerThatDied_GoWithWhatRanInThem()
    {
        using var runner = new RunnerHarness();
        var spec = runner.Shell("sleep 300") with { Limits = new AttemptLimits { MemoryMb = 64, CpuPercent = 50, Processes = 20 } };
        await runner.PlaceAsync(spec);
        await runner.BeginOfAsync(spec.Id);
        var factory = new CageFactory(ContainmentChoice.Automatic, runner.Options.StateFolder);
        var made = factory.Folders.Where(Directory.Exists).SelectMany(Directory.GetDirectories).ToList();
        Assert.SkipWhen(made.Count == 0, "no cgroup is writable here: run the tests as root, or in a container with a writable cgroup");

        runner.Crash();

        (await runner.EndOfAsync(spec.Id)).Cause.ShouldBe(EndCause.Lost);
        made.ShouldAllBe(folder => !Directory.Exists(folder));
        (await runner.RunAsync(runner.Shell(SixtyProcesses))).ExitCode.ShouldBe(0, "no limit was inherited");
    }

    [Fact]
    public async Task Groups_WhereNoLimitIsDeclared_AreNotMade()
    {
        using var runner = new RunnerHarness();

        await runner.RunAsync(runner.Shell("exit 0"));

        new CageFactory(ContainmentChoice.None, runner.Options.StateFolder).Folders
            .Where(static folder => folder.Contains("/memory/", StringComparison.Ordinal) || folder.Contains("/cpu/", StringComparison.Ordinal))
            .ShouldAllBe(folder => !Directory.Exists(folder));
    }

    [Fact]
    public async Task Weight_OfACommand_IsBelowTheRunnersAndInTheBackgroundFarBelow()
    {
        using var runner = new RunnerHarness();
        var own = Libc.GetPriority(Libc.PriorityOfProcess, 0);
        Assert.SkipWhen(own > 4, "the tests themselves run at nice 5 or more: run them without nice");

        (await runner.RunAsync(runner.Shell($"[ $(nice) -eq {own + 5} ]"))).ExitCode.ShouldBe(0);
        var wait = $"i=0; while [ $i -lt 200 ]; do [ $(nice) -eq {own + 15} ] && exit 0; i=$((i+1)); sleep 0.1; done; exit 1";
        (await runner.RunAsync(runner.Shell(wait) with { Background = true })).ExitCode.ShouldBe(0);
    }

    // Linux shares the CPU evenly between sessions first (autogroup), and by nice values only within one: a session of its own would
    // give each command as much as all of silo and runner.
    [Fact]
    public async Task Weight_WhereSessionsShareTheCpu_IsWithinTheRunnersSession()
    {
        const string own = "/proc/self/autogroup";
        Assert.SkipUnless(File.Exists(own), "this kernel does not share the CPU by session");
        Assert.SkipWhen(ProcessSpawner.GivesSessions, "the tests run in a terminal, which commands must not have, so each gets a session: run the tests under setsid");
        var before = await File.ReadAllTextAsync(own, RunnerHarness.Token);
        using var runner = new RunnerHarness();
        var spec = runner.Shell("cat /proc/$$/autogroup");
        var behind = runner.Shell("sleep 0.2; cat /proc/$$/autogroup") with { Background = true };

        await runner.RunAsync(spec);
        await runner.RunAsync(behind);

        runner.Log(spec.Id).ShouldBe(before);
        runner.Log(behind.Id).ShouldBe(before, "what lowers the background must not lower the runner");
    }

    private static double Share(AttemptEnd end) => (double)end.CpuMs!.Value / end.DurationMs;
}
