using Apex.Runner.Native;

namespace Apex.Runner;

public sealed class LeftoverTests
{
    public static TheoryData<ContainmentChoice, string, string> Cases()
    {
        var cases = new TheoryData<ContainmentChoice, string, string>();
        foreach (var containment in new[] { ContainmentChoice.CgroupV1, ContainmentChoice.CgroupV2, ContainmentChoice.None })
        {
            foreach (var end in new[] { "normal", "cancel", "timeout" })
            {
                cases.Add(containment, end, "");
                if (containment != ContainmentChoice.None)
                {
                    cases.Add(containment, end, "/usr/bin/env -i ");
                }
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Leftover_DaemonInASessionOfItsOwn_IsKilledInEveryEnd(ContainmentChoice containment, string ending, string emptied)
    {
        using var runner = new RunnerHarness(options => options with { Containment = containment });
        SkipWithout(runner, containment);
        var pidFile = runner.FileFor("pid");
        var daemon = $"{emptied}/usr/bin/setsid /bin/sh -c 'trap \"\" TERM HUP INT; (while :; do /bin/sleep 1; done) & echo $! > {pidFile}.new; /bin/mv {pidFile}.new {pidFile}'";
        var spec = runner.Shell($"{daemon}; {(ending == "normal" ? "exit 0" : "sleep 300")}") with { TimeoutMs = ending == "timeout" ? 1000 : RunnerHarness.NoLimitMs };

        await runner.PlaceAsync(spec);
        var pid = int.Parse(await RunnerHarness.LineOfAsync(pidFile));
        var startedAt = ProcFs.StartedAtMs(pid);
        if (ending == "cancel")
        {
            await runner.StopAsync(spec.Id);
        }

        var end = await runner.EndOfAsync(spec.Id);

        ProcFs.StartedAtMs(pid).ShouldNotBe(startedAt ?? -1, "the daemon lives");
        end.Leftovers.ShouldBeGreaterThan(0);
        end.Cause.ShouldBe(ending switch { "normal" => EndCause.Exited, "cancel" => EndCause.Stopped, _ => EndCause.Timeout });
        end.EmptinessProven.ShouldBe(containment != ContainmentChoice.None);
    }

    [Fact]
    public async Task Leftover_AfterANormalEnd_DoesNotTouchTheNextAttemptOfTheSlot()
    {
        using var runner = new RunnerHarness(options => options with { Slots = 1 });
        var first = await runner.RunAsync(runner.Shell("sleep 300 & sleep 300 & exit 0"));
        var second = await runner.RunAsync(runner.Shell("sleep 0.2 & wait; exit 5"));

        (first.Leftovers, first.ExitCode).ShouldBe((2, 0));
        (second.Leftovers, second.ExitCode).ShouldBe((0, 5));
    }

    [Fact]
    public async Task Leftover_ForkBomb_IsEnded()
    {
        using var runner = new RunnerHarness(options => options with { Containment = ContainmentChoice.CgroupV1 });
        SkipWithout(runner, ContainmentChoice.CgroupV1);
        var end = await runner.RunAsync(runner.Shell("trap '' TERM; f() { sleep 0.01; f & f & wait; }; f & sleep 0.1; exit 0"));

        end.Leftovers.ShouldBeGreaterThan(0);
        end.EmptinessProven.ShouldBeTrue();
        (await runner.RunAsync(runner.Shell("echo hi | cat"))).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Leftover_HoldsThePipeFromOutside_EndIsToldAllTheSame()
    {
        using var runner = new RunnerHarness(options => options with { Containment = ContainmentChoice.None, DrainPatience = TimeSpan.FromMilliseconds(200) });
        // Without mark, cgroup and subreaper it cannot be found; it must not delay the end for ever.
        var spec = runner.Shell($"/usr/bin/env -i /usr/bin/setsid /bin/sleep 2 & echo said; exit 0");
        var end = await runner.RunAsync(spec);

        (end.ExitCode, end.EmptinessProven).ShouldBe((0, false));
        end.Reason.ShouldNotBeNull().ShouldContain("cannot be proven");
        runner.Log(spec.Id).ShouldBe("said\n");
    }

    private static void SkipWithout(RunnerHarness runner, ContainmentChoice containment) => Assert.SkipWhen(
        containment != ContainmentChoice.None && !new CageFactory(containment, runner.Options.StateFolder).HasGroups,
        $"no {containment} is writable here: run the tests as root, or in a container with a writable cgroup");
}
