using Apex.Categories;

namespace Apex.Runner;

public sealed class AdmissionTests
{
    private int _count;

    [Fact]
    public void Admit_FirstThatFits_Overtakes()
    {
        var queue = new AdmissionQueue(4, 1000, 400, TimeSpan.FromSeconds(10));
        var big = Spec(memory: 900);
        var small = Spec(memory: 100);
        queue.Enqueue(Spec(memory: 200), 0);
        queue.Enqueue(big, 0);
        queue.Enqueue(small, 0);

        queue.TryAdmit(0).ShouldNotBeNull();
        queue.TryAdmit(0)!.Spec.ShouldBe(small);
        queue.TryAdmit(0).ShouldBeNull();
    }

    [Fact]
    public void Admit_LargeOneWaitedTooLong_IsNotOvertakenAnyMore()
    {
        var queue = new AdmissionQueue(4, 1000, 400, TimeSpan.FromSeconds(10));
        queue.Enqueue(Spec(memory: 200), 0);
        var running = queue.TryAdmit(0)!;
        var big = Spec(memory: 900);
        queue.Enqueue(big, 0);
        queue.Enqueue(Spec(memory: 200), 0);

        queue.TryAdmit(10_000).ShouldBeNull();
        queue.NextPatienceMs(4_000).ShouldBe(6_000);
        queue.Release(running);
        queue.TryAdmit(10_001)!.Spec.ShouldBe(big);
    }

    [Fact]
    public void Admit_WaitsForItsGroup_HoldsNothingElseBack()
    {
        var queue = new AdmissionQueue(4, 1000, 400, TimeSpan.FromSeconds(10));
        queue.Enqueue(Spec(groups: new AdmissionGroup("a", 1)), 0);
        queue.Enqueue(Spec(groups: new AdmissionGroup("a", 1)), 0);
        var other = Spec(groups: new AdmissionGroup("b", 1));
        queue.Enqueue(other, 0);

        queue.TryAdmit(0).ShouldNotBeNull();
        queue.TryAdmit(60_000)!.Spec.ShouldBe(other);
        queue.TryAdmit(60_000).ShouldBeNull();
    }

    [Fact]
    public void Impossible_LargerThanTheHost_NamesTheResource()
    {
        var queue = new AdmissionQueue(4, 1000, 400, TimeSpan.FromSeconds(10));

        queue.Impossible(Spec(memory: 1001)).ShouldBe("it reserves 1001 MiB of memory, this host has 1000 MiB for commands");
        queue.Impossible(Spec(cpu: 401)).ShouldBe("it reserves 401 % of a core, this host has 400 % for commands");
        queue.Impossible(Spec(memory: 1000, cpu: 400)).ShouldBeNull();
    }

    [Fact]
    public void Admit_ByPriority_ThenByArrival()
    {
        var queue = new AdmissionQueue(4, 1000, 400, TimeSpan.FromSeconds(10));
        AttemptSpec[] specs = [Spec() with { Priority = 3 }, Spec() with { Priority = 1 }, Spec() with { Priority = 13 }, Spec() with { Priority = 1 }];
        foreach (var spec in specs)
        {
            queue.Enqueue(spec, 0);
        }

        Enumerable.Range(0, 4).Select(_ => queue.TryAdmit(0)!.Spec).ShouldBe([specs[1], specs[3], specs[0], specs[2]]);
    }

    [Fact]
    public void Admit_LowPriorityThatWaitedTooLong_GoesFirst()
    {
        var queue = new AdmissionQueue(1, 1000, 400, TimeSpan.FromSeconds(10));
        var low = Spec() with { Priority = 5 };
        queue.Enqueue(low, 0);
        queue.Enqueue(Spec() with { Priority = 1 }, 9_000);

        queue.TryAdmit(10_000)!.Spec.ShouldBe(low);
    }

    [Fact]
    public void Admit_BackgroundThatWaitedTooLong_StillComesAfterTheForeground()
    {
        var queue = new AdmissionQueue(1, 1000, 400, TimeSpan.FromSeconds(10));
        var patient = Spec() with { Background = true, Priority = 5 };
        var urgent = Spec() with { Background = true, Priority = 1 };
        var foreground = Spec() with { Priority = 5 };
        queue.Enqueue(patient, 0);
        queue.Enqueue(urgent, 59_000);
        queue.Enqueue(foreground, 60_000);

        var order = new List<AttemptSpec>();
        while (queue.TryAdmit(60_000) is { } next)
        {
            order.Add(next.Spec);
            queue.Release(next);
        }

        order.ShouldBe([foreground, patient, urgent], "patience counts within the lane");
    }

    [Fact]
    public void Admit_Dedicated_RunsAlone()
    {
        var queue = new AdmissionQueue(4, 1000, 400, TimeSpan.FromSeconds(10));
        queue.Enqueue(Spec(), 0);
        var running = queue.TryAdmit(0)!;
        var dedicated = Spec() with { Dedicated = true };
        var other = Spec();
        queue.Enqueue(dedicated, 0);
        queue.Enqueue(other, 0);

        queue.TryAdmit(10_000).ShouldBeNull("it has waited so long that nothing may overtake it any more");
        queue.Release(running);
        running = queue.TryAdmit(10_000)!;
        running.Spec.ShouldBe(dedicated);
        queue.TryAdmit(10_000).ShouldBeNull("nothing runs beside it");
        queue.Release(running);
        queue.TryAdmit(10_000)!.Spec.ShouldBe(other);
    }

    [Fact]
    public void Admit_TwoLocksInEitherOrder_NeverLocksUp()
    {
        var queue = new AdmissionQueue(4, 1000, 400, TimeSpan.FromSeconds(10));
        AdmissionGroup a = new("lock:a", 1), b = new("lock:b", 1);
        foreach (var groups in new[] { new[] { a, b }, [b, a], [a], [b, a] })
        {
            queue.Enqueue(Spec(groups: groups), 0);
        }

        for (var turn = 0; turn < 4; turn++)
        {
            var running = queue.TryAdmit(turn * 20_000).ShouldNotBeNull();
            queue.TryAdmit(turn * 20_000).ShouldBeNull("each of them needs a lock that is held");
            queue.Release(running);
        }
    }

    [Fact]
    public async Task Place_ManyInGroups_NeverExceedsSlotsOrGroups()
    {
        using var runner = new RunnerHarness(options => options with { Slots = 4 });
        var limited = Enumerable.Range(0, 20).Select(_ => Counting(runner, "g") with { Groups = [new AdmissionGroup("g", 2)] });
        var free = Enumerable.Range(0, 20).Select(_ => Counting(runner, "f"));
        AttemptSpec[] specs = [.. limited.Concat(free)];
        await runner.PlaceAsync(specs);
        foreach (var spec in specs)
        {
            (await runner.EndOfAsync(spec.Id)).ExitCode.ShouldBe(0);
        }

        var seen = (await File.ReadAllLinesAsync(runner.FileFor("seen"), RunnerHarness.Token)).Select(line => line.Split(' ').Select(int.Parse).ToArray()).ToList();
        seen.Count.ShouldBe(40);
        seen.Max(line => line[0]).ShouldBeLessThanOrEqualTo(4);
        seen.Max(line => line[1]).ShouldBeLessThanOrEqualTo(2);
    }

    // Counts itself by a file while it runs, and notes how many it sees of all and of group g.
    private static AttemptSpec Counting(RunnerHarness runner, string group)
    {
        Directory.CreateDirectory(runner.FileFor("now"));
        return runner.Shell($"touch now/{group}-$$; echo $(ls now | wc -l) $(ls now | grep -c ^g) >> seen; sleep 0.02; rm now/{group}-$$");
    }

    private AttemptSpec Spec(int memory = 0, int cpu = 0, params AdmissionGroup[] groups) => new()
    {
        Id = new AttemptId("e", "l", $"c{++_count}", 1),
        Epoch = 1,
        Command = ["true"],
        WorkingDirectory = "/",
        Environment = new Dictionary<string, string>(),
        TimeoutMs = 1,
        BudgetMs = 1,
        MemoryMb = memory,
        CpuPercent = cpu,
        Groups = groups,
        IssuedAt = DateTimeOffset.UnixEpoch,
    };
}
