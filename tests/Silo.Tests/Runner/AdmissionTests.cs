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
    public void Admit_WaitsTooLongForALock_DoesNotHoldItsLayerBack()
    {
        var queue = new AdmissionQueue(4, 1000, 400, TimeSpan.FromSeconds(10));
        AdmissionGroup layer = new("layer", 3), held = new("lock:a", 1);
        queue.Enqueue(Spec(groups: [layer, held]), 0);
        queue.Enqueue(Spec(groups: [layer, held]), 0);
        queue.TryAdmit(0).ShouldNotBeNull();
        var free = Spec(groups: [layer]);
        queue.Enqueue(free, 60_000);

        queue.TryAdmit(60_000)!.Spec.ShouldBe(free);
    }

    [Theory]
    [InlineData(300, null, 150, 0, 2)]
    [InlineData(300, null, 151, 0, 1)]
    [InlineData(null, 50, 0, 100, 2)]
    [InlineData(null, 50, 0, 101, 1)]
    [InlineData(null, null, 100, 50, 3)]
    public void Admit_SumOfAGroup_NeverAboveItsMaximum(int? maxMemory, int? maxCpu, int memory, int cpu, int together)
    {
        var queue = new AdmissionQueue(8, 1000, 400, TimeSpan.FromSeconds(10));
        var group = new AdmissionGroup("layer", 3, maxMemory, maxCpu);
        var running = new Queue<AdmissionQueue.Ticket>();
        for (var i = 0; i < 12; i++)
        {
            queue.Enqueue(Spec(memory, cpu, group), 0);
        }

        for (var ended = 0; ended < 12; ended++)
        {
            while (queue.TryAdmit(ended) is { } admitted)
            {
                running.Enqueue(admitted);
            }

            running.Count.ShouldBe(Math.Min(together, 12 - ended));
            queue.Release(running.Dequeue());
        }
    }

    [Fact]
    public void Admit_TooLargeForWhatIsLeftOfItsGroup_IsNotOvertakenForEver()
    {
        var queue = new AdmissionQueue(8, 1000, 400, TimeSpan.FromSeconds(10));
        var group = new AdmissionGroup("layer", 8, 500);
        queue.Enqueue(Spec(100, 0, group), 0);
        var small = queue.TryAdmit(0)!;
        var large = Spec(500, 0, group);
        queue.Enqueue(large, 0);
        queue.Enqueue(Spec(100, 0, group), 0);
        var elsewhere = Spec(100);
        queue.Enqueue(elsewhere, 0);

        queue.TryAdmit(10_000)!.Spec.ShouldBe(elsewhere, "another group is not held back");
        queue.TryAdmit(10_000).ShouldBeNull();
        queue.Release(small);
        queue.TryAdmit(10_001)!.Spec.ShouldBe(large);
    }

    [Fact]
    public void Impossible_AboveItsGroup_NamesBoth()
    {
        var queue = new AdmissionQueue(4, 1000, 400, TimeSpan.FromSeconds(10));

        queue.Impossible(Spec(300, 0, new AdmissionGroup("layer", 4, 299))).ShouldBe("it reserves 300 MiB of memory, its group layer may reserve 299 MiB");
        queue.Impossible(Spec(0, 201, new AdmissionGroup("layer", 4, null, 50))).ShouldBe("it reserves 201 % of a core, its group layer may reserve 200 % on this host");
        queue.Impossible(Spec(299, 200, new AdmissionGroup("layer", 4, 299, 50))).ShouldBeNull();
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
    public void Admit_UnderLoad_TheForegroundDoesNotWaitForTheBackground()
    {
        var queue = new AdmissionQueue(4, 1000, 400, TimeSpan.FromSeconds(10));
        queue.Enqueue(Spec() with { Background = true }, 0);
        queue.Enqueue(Spec() with { Background = true }, 0);
        queue.TryAdmit(0, allowed: 1).ShouldNotBeNull();
        queue.TryAdmit(0, allowed: 1).ShouldBeNull("the second of the background waits");

        var foreground = Spec();
        queue.Enqueue(foreground, 1);
        queue.Enqueue(Spec(), 1);

        queue.TryAdmit(1, allowed: 1)!.Spec.ShouldBe(foreground);
        queue.TryAdmit(1, allowed: 1).ShouldBeNull("one of the foreground runs");
    }

    [Fact]
    public void Admit_BackgroundHoldsEverySlot_TheForegroundStartsAtOnce()
    {
        var queue = new AdmissionQueue(2, 1000, 400, TimeSpan.FromSeconds(10));
        for (var i = 0; i < 3; i++)
        {
            queue.Enqueue(Spec() with { Background = true }, 0);
        }

        queue.TryAdmit(0).ShouldNotBeNull();
        queue.TryAdmit(0).ShouldNotBeNull();
        queue.TryAdmit(0).ShouldBeNull("the background has every slot");
        for (var i = 0; i < 3; i++)
        {
            queue.Enqueue(Spec(), 1);
        }

        queue.TryAdmit(1)!.Spec.Background.ShouldBeFalse();
        queue.TryAdmit(1)!.Spec.Background.ShouldBeFalse();
        queue.TryAdmit(1).ShouldBeNull("the foreground has every slot of its own");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Admit_DedicatedRuns_NothingRunsBesideIt(bool background)
    {
        var queue = new AdmissionQueue(2, 1000, 400, TimeSpan.FromSeconds(10));
        queue.Enqueue(Spec() with { Background = background, Dedicated = true }, 0);
        var alone = queue.TryAdmit(0)!;
        queue.Enqueue(Spec(), 1);
        queue.Enqueue(Spec() with { Background = true }, 1);

        queue.TryAdmit(1).ShouldBeNull();

        queue.Release(alone);
        queue.TryAdmit(2)!.Spec.Background.ShouldBeFalse();
    }

    [Fact]
    public void Admit_DedicatedBesideTheBackground_WaitsForItsEnd()
    {
        var queue = new AdmissionQueue(2, 1000, 400, TimeSpan.FromSeconds(10));
        queue.Enqueue(Spec() with { Background = true }, 0);
        var running = queue.TryAdmit(0)!;
        queue.Enqueue(Spec() with { Dedicated = true }, 1);

        queue.TryAdmit(1).ShouldBeNull();

        queue.Release(running);
        queue.TryAdmit(2)!.Spec.Dedicated.ShouldBeTrue();
    }

    [Fact]
    public void Admit_BackgroundThatWaitedTooLong_StillComesAfterTheForeground()
    {
        var queue = new AdmissionQueue(1, 1000, 400, TimeSpan.FromSeconds(10));
        var patient = Spec() with { Background = true, Priority = 5, Id = new AttemptId("e", "patient", "c", 1) };
        var urgent = Spec() with { Background = true, Priority = 1, Id = new AttemptId("e", "urgent", "c", 1) };
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
    public void Admit_LayerThatIsServed_DoesNotStarveByItsBacklog()
    {
        var queue = new AdmissionQueue(1, 1000, 400, TimeSpan.FromSeconds(10));
        for (var i = 0; i < 20; i++)
        {
            queue.Enqueue(Spec() with { Priority = 3 }, 0);
        }

        queue.Release(queue.TryAdmit(99_000)!);
        var urgent = Spec() with { Priority = 1, Id = new AttemptId("e", "urgent", "c", 1) };
        queue.Enqueue(urgent, 100_000);

        queue.TryAdmit(100_000)!.Spec.ShouldBe(urgent);
    }

    [Fact]
    public void Admit_OneProjectQueuesMany_AnotherIsServedNext()
    {
        var queue = new AdmissionQueue(2, 1000, 400, TimeSpan.FromSeconds(10));
        for (var i = 0; i < 100; i++)
        {
            queue.Enqueue(Spec() with { Project = "many", Branch = "main" }, 0);
        }

        var running = new Queue<AdmissionQueue.Ticket>([queue.TryAdmit(0)!, queue.TryAdmit(0)!]);
        var single = Spec() with { Project = "one", Branch = "main" };
        queue.Enqueue(single, 300_000);
        var seen = new List<AttemptSpec>();
        for (var turnover = 0; turnover < 2; turnover++)
        {
            queue.Release(running.Dequeue());
            running.Enqueue(queue.TryAdmit(300_000)!);
            seen.Add(running.Last().Spec);
        }

        seen.ShouldContain(single, "whatever the backlog of the other has waited");
    }

    [Fact]
    public void Admit_ProjectsThenBranchesThenExecutions_TakeTurns()
    {
        var queue = new AdmissionQueue(100, 1000, 400, TimeSpan.FromSeconds(10));
        Add("a", "main", "e1", 4);
        Add("a", "main", "e2", 4);
        Add("a", "fix", "e3", 8);
        Add("b", "main", "e4", 8);

        var order = Enumerable.Range(0, 16).Select(_ => queue.TryAdmit(0)!.Spec).ToList();

        order.Count(spec => spec.Project == "b").ShouldBe(8);
        order.Count(spec => spec.Branch == "fix").ShouldBe(4);
        order.Count(spec => spec.Id.Execution == "e1").ShouldBe(2);
        order.Count(spec => spec.Id.Execution == "e2").ShouldBe(2);

        void Add(string project, string branch, string execution, int count)
        {
            for (var i = 0; i < count; i++)
            {
                queue.Enqueue(Spec() with { Project = project, Branch = branch, Id = new AttemptId(execution, "l", $"c{++_count}", 1) }, 0);
            }
        }
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

    [Theory]
    [InlineData("slots", "capacity", "2 of 2 slots are taken")]
    [InlineData("memory", "capacity", "it reserves 900 MiB of memory, 800 of 1000 MiB are free")]
    [InlineData("cpu", "capacity", "it reserves 350 % of a core, 300 of 400 % are free")]
    [InlineData("dedicated", "capacity", "it runs alone on its host: 1 of 2 slots are taken")]
    [InlineData("lock", "lock", "lock 'db' on this host: 1 of 1 run")]
    [InlineData("instances", "lock", "category 'waits' in this working tree (max_parallel_instances): 1 of 1 run")]
    [InlineData("layer", "layer_limit", "layer 'l': 1 of 1 run")]
    [InlineData("execution", "execution_limit", "the execution: 1 of 1 run")]
    [InlineData("layer memory", "layer_limit", "layer 'l' reserves 200 of 250 MiB of memory, this needs 100 MiB")]
    [InlineData("layer cpu", "layer_limit", "layer 'l' reserves 100 of 120 % of a core, this needs 50 %")]
    [InlineData("claimed", "priority", "another attempt has waited so long for room that this is kept for it")]
    [InlineData("next", "priority", "it may start now: others of better priority or of another project go first, or it is the next")]
    public void Explain_OfWhatWaits_HasReasonAndFacts(string what, string reason, string detail)
    {
        var queue = new AdmissionQueue(2, 1000, 400, TimeSpan.FromSeconds(10));
        AdmissionGroup[] groups = what switch
        {
            "lock" => [new("lock:db", 1)],
            "instances" => [new("instances:/project:waits", 1)],
            "layer" => [new("e/l", 1)],
            "execution" => [new("e", 1)],
            "layer memory" => [new("e/l", 9, 250)],
            "layer cpu" => [new("e/l", 9, null, 30)],
            _ => [],
        };
        queue.Enqueue(Spec(200, 100, groups), 0);
        queue.TryAdmit(0);
        if (what == "slots")
        {
            queue.Enqueue(Spec(), 0);
            queue.TryAdmit(0);
        }

        if (what == "claimed")
        {
            queue.Enqueue(Spec(850) with { Id = new AttemptId("other", "l", "large", 1) }, 0);
        }

        var (memory, cpu) = what switch { "memory" => (900, 0), "cpu" => (0, 350), "layer memory" => (100, 0), "layer cpu" => (0, 50), "claimed" => (100, 0), _ => (0, 0) };
        queue.Enqueue(Spec(memory, cpu, groups) with { Dedicated = what == "dedicated", Id = new AttemptId("e", "l", "waits", 1) }, 0);

        queue.Explain("e", 20_000).ShouldBe([new HeldWait(new AttemptId("e", "l", "waits", 1), reason, detail)]);
        queue.Explain("nobody", 20_000).ShouldBeEmpty();
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
