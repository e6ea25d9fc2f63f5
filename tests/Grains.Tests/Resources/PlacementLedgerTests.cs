using System.Net;
using Apex.Resources;

namespace Apex.Grains.Tests.Resources;

public sealed class PlacementLedgerTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private readonly PlacementLedger _ledger = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10));

    [Theory]
    [InlineData(2, 16)]
    [InlineData(8, 16)]
    [InlineData(20, 40)]
    public void Grant_OneHost_FillsItAheadOfItsSlots(int slots, int expected)
    {
        _ledger.Report(Host("h", slots), Now);
        _ledger.Request(Demand("e/l", 64), Now);

        Granted(Now).Count.ShouldBe(expected);
        Granted(Now).ShouldBeEmpty();
    }

    [Fact]
    public void Grant_AfterReleases_FillsUpInBatches()
    {
        _ledger.Report(Host("h", 2), Now);
        _ledger.Request(Demand("e/l", 64), Now);
        var placed = Granted(Now);

        _ledger.Release("h", placed[..3], Now);
        Granted(Now).ShouldBeEmpty();
        _ledger.Release("h", placed[3..4], Now);

        Granted(Now).ShouldBe(["e/l/c016", "e/l/c017", "e/l/c018", "e/l/c019"]);
    }

    [Fact]
    public void Grant_TwoExecutions_TakeTurns()
    {
        _ledger.Request(Demand("e1/l", 64), Now);
        _ledger.Request(Demand("e2/l", 40), Now);
        _ledger.Request(Demand("e2/m", 40), Now);
        _ledger.Report(Host("h", 2), Now);

        Granted(Now).CountBy(key => key[..4]).ShouldBe([new("e1/l", 8), new("e2/l", 4), new("e2/m", 4)], ignoreOrder: true);
    }

    [Fact]
    public void Grant_HigherPriority_GoesFirstAndBackgroundLast()
    {
        _ledger.Request(Demand("background/l", 64) with { Background = true, Priority = 1 }, Now);
        _ledger.Request(Demand("low/l", 64) with { Priority = 5 }, Now);
        _ledger.Request(Demand("high/l", 10) with { Priority = 1 }, Now);
        _ledger.Report(Host("h", 2), Now);

        var granted = Granted(Now);
        granted.Count(key => key.StartsWith("high/", StringComparison.Ordinal)).ShouldBe(10);
        granted.Count(key => key.StartsWith("low/", StringComparison.Ordinal)).ShouldBe(6);
    }

    [Fact]
    public void Grant_Background_IsNotPlacedAheadAndLeavesAllRoomToTheForeground()
    {
        _ledger.Report(Host("h", 2), Now);
        _ledger.Request(Demand("background/l", 64) with { Background = true }, Now);
        var placed = Granted(Now);
        _ledger.Request(Demand("e/l", 64), Now);

        placed.Count.ShouldBe(2, "as many as can run");
        Granted(Now).Count(static key => key.StartsWith("e/", StringComparison.Ordinal)).ShouldBe(16, "as many as without any background");
        _ledger.Release("h", placed[..1], Now);
        Granted(Now).ShouldHaveSingleItem().ShouldStartWith("background/");
    }

    [Fact]
    public void Grant_BackgroundThatANewSchedulerDidNotKnow_IsCountedInItsLaneAfterItsDemand()
    {
        _ledger.Report(Host("h", 2) with { Holds = ["background/l/c000", "background/l/c001"] }, Now);
        _ledger.Request(Demand("background/l", 8) with { Background = true }, Now);
        _ledger.Request(Demand("e/l", 64), Now);

        Granted(Now).CountBy(static key => key[0]).ShouldBe([new('e', 16)]);
        _ledger.Report(Host("h", 2) with { Holds = [] }, Now);
        Granted(Now).Count.ShouldBe(2);
    }

    [Fact]
    public void Grant_MaxPlaced_IsNotExceededByANewDemand()
    {
        _ledger.Report(Host("h", 2), Now);
        _ledger.Request(Demand("e/l", 5) with { MaxPlaced = 2 }, Now);
        Granted(Now).Count.ShouldBe(2);

        _ledger.Request(Demand("e/l", 5) with { MaxPlaced = 2 }, Now);
        Granted(Now).ShouldBeEmpty();
        _ledger.Waiting(Now).ShouldAllBe(waiting => waiting.Reason == "layer_limit");
    }

    [Fact]
    public void Grant_DemandSentAgain_PlacesNothingTwice()
    {
        _ledger.Report(Host("h", 2), Now);
        _ledger.Request(Demand("e/l", 8), Now);
        Granted(Now).Count.ShouldBe(8);
        _ledger.Request(Demand("e/l", 8), Now);

        Granted(Now).ShouldBeEmpty();
    }

    [Fact]
    public void Grant_DemandSentBeforeItsLayerHeardOfAnEnd_IsNotPlacedAgain()
    {
        _ledger.Report(Host("h", 2), Now);
        _ledger.Request(Demand("e/l", 2), Now);
        _ledger.Release("h", Granted(Now), Now);

        _ledger.Request(Demand("e/l", 3), Now);

        Granted(Now).ShouldBe(["e/l/c002"]);
    }

    [Fact]
    public void Grant_RetryAtOnce_IsPlacedAlthoughItWasReleasedLately()
    {
        _ledger.Report(Host("h", 2), Now);
        _ledger.Request(Demand("e/l", 1), Now);
        _ledger.Release("h", Granted(Now), Now);

        var retry = Demand("e/l", 1);
        retry.Categories[0] = retry.Categories[0] with { IsNew = false };
        _ledger.Request(retry, Now);

        Granted(Now).ShouldBe(["e/l/c000"]);
    }

    [Fact]
    public void Grant_NewAndReleasedLongAgo_IsPlaced()
    {
        _ledger.Report(Host("h", 2), Now);
        _ledger.Request(Demand("e/l", 1), Now);
        _ledger.Release("h", Granted(Now), Now);

        _ledger.Request(Demand("e/l", 1), Now);

        Granted(Now.AddSeconds(11)).ShouldBe(["e/l/c000"]);
    }

    [Fact]
    public void Report_MadeBeforeARelease_DoesNotBringItBack()
    {
        _ledger.Report(Host("h", 2), Now);
        _ledger.Request(Demand("e/l", 16), Now);
        var placed = Granted(Now);
        _ledger.Release("h", placed, Now);

        _ledger.Report(Host("h", 2) with { Holds = placed }, Now.AddSeconds(1));

        _ledger.Hosts.Single().Room.ShouldBe(16);
    }

    [Fact]
    public void Report_GrantNeverConfirmed_IsForgottenAfterItsTime()
    {
        _ledger.Report(Host("h", 2), Now);
        _ledger.Request(Demand("e/l", 8), Now);
        Granted(Now);

        _ledger.Report(Host("h", 2), Now.AddSeconds(9));
        _ledger.Hosts.Single().Room.ShouldBe(8);
        _ledger.Report(Host("h", 2), Now.AddSeconds(11));
        _ledger.Hosts.Single().Room.ShouldBe(16);
    }

    [Fact]
    public void Report_OfAFreshScheduler_KnowsWhatIsHeld()
    {
        _ledger.Report(Host("h", 2) with { Holds = ["e/l/c000", "e/l/c001"] }, Now);
        _ledger.Request(Demand("e/l", 3) with { MaxPlaced = 3 }, Now);

        Granted(Now).ShouldBe(["e/l/c002"]);
    }

    [Fact]
    public void GiveBack_HostFailed_WaitsAndComesFirstAgain()
    {
        _ledger.Report(Host("h", 2), Now);
        _ledger.Request(Demand("e/l", 2), Now);
        _ledger.GiveBack(_ledger.Grant(Now).Single(), Now.AddSeconds(1));

        Granted(Now).ShouldBeEmpty();
        _ledger.Waiting(Now).Select(waiting => waiting.Reason).ShouldBe(["agent_down", "agent_down"]);
        Granted(Now.AddSeconds(1)).Count.ShouldBe(2);
    }

    [Fact]
    public void ForgetSilent_HostIsGone_ItsCategoriesMayBePlacedElsewhere()
    {
        _ledger.Report(Host("h", 2), Now);
        _ledger.Request(Demand("e/l", 1), Now);
        Granted(Now);
        _ledger.ForgetSilent(Now.AddSeconds(6));
        _ledger.Report(Host("other", 2), Now.AddSeconds(6));
        _ledger.Request(Demand("e/l", 1), Now);

        _ledger.Grant(Now.AddSeconds(6)).ShouldHaveSingleItem().Host.Id.ShouldBe("other");
    }

    [Fact]
    public void Grant_CategoryWithAnOpenAttempt_GoesToItsHostOnly()
    {
        _ledger.Report(Host("h1", 2), Now);
        var demand = Demand("e/l", 2);
        demand.Categories[0] = demand.Categories[0] with { Host = "h2" };
        _ledger.Request(demand, Now);

        Granted(Now).ShouldBe(["e/l/c001"]);
        _ledger.Report(Host("h2", 2), Now);
        _ledger.Grant(Now).ShouldHaveSingleItem().Host.Id.ShouldBe("h2");
    }

    [Fact]
    public void Grant_HostThatTakesNothing_GetsNothing()
    {
        _ledger.Report(Host("h", 2) with { Accepting = false }, Now);
        _ledger.Request(Demand("e/l", 1), Now);

        Granted(Now).ShouldBeEmpty();
        _ledger.Waiting(Now).ShouldHaveSingleItem().Reason.ShouldBe("agent_down");
    }

    [Fact]
    public void Grant_ProjectsThenBranchesThenExecutions_TakeTurns()
    {
        _ledger.Request(Demand("e1/l", 64) with { Project = "a", Branch = "main" }, Now);
        _ledger.Request(Demand("e2/l", 64) with { Project = "a", Branch = "main" }, Now);
        _ledger.Request(Demand("e3/l", 64) with { Project = "a", Branch = "fix" }, Now);
        _ledger.Request(Demand("e4/l", 64) with { Project = "b" }, Now);
        _ledger.Report(Host("h", 8), Now);

        Granted(Now).CountBy(key => key[..2]).ShouldBe([new("e1", 2), new("e2", 2), new("e3", 4), new("e4", 8)], ignoreOrder: true);
    }

    [Fact]
    public void Grant_HostIsFullOfOneProject_AnotherIsPlacedAtOnce()
    {
        _ledger.Report(Host("h", 2), Now);
        _ledger.Request(Demand("many/l", 500) with { Project = "a" }, Now);
        Granted(Now).Count.ShouldBe(16);

        _ledger.Request(Demand("one/l", 5) with { Project = "b" }, Now);

        Granted(Now).ShouldBe(["one/l/c000", "one/l/c001"], "a slot's worth each, beyond what is placed ahead");
        _ledger.Request(Demand("many/m", 500) with { Project = "a" }, Now);
        Granted(Now).ShouldBeEmpty();
    }

    [Fact]
    public void Age_LowPriorityBesideAnEndlessHighOne_RisesAndGetsItsTurn()
    {
        _ledger.Report(Host("h", 2), Now);
        _ledger.Request(Demand("low/l", 1) with { Priority = 5, Project = "p" }, Now);
        _ledger.Request(Demand("high/l", 64) with { Priority = 1, Project = "p" }, Now);
        var placed = Granted(Now);
        var later = Now;
        for (var round = 0; round < 50 && !placed.Contains("low/l/c000"); round++)
        {
            later = later.AddSeconds(1);
            _ledger.Request(Demand("high/l", 64) with { Priority = 1, Project = "p", LayerKey = $"high/l{round}" }, later);
            _ledger.Report(Host("h", 2) with { Holds = placed }, later);
            _ledger.Release("h", placed, later);
            _ledger.Age(later);
            placed = Granted(later);
        }

        placed.ShouldContain("low/l/c000");
        (later - Now).TotalSeconds.ShouldBe(40, "four priorities, ten seconds each");
    }

    [Fact]
    public void Age_Background_NeverRisesAboveTheForeground()
    {
        _ledger.Request(Demand("bg/l", 20) with { Background = true, Priority = 5 }, Now);
        _ledger.Age(Now.AddHours(1));
        _ledger.Request(Demand("fg/l", 16) with { Priority = 5 }, Now);
        _ledger.Report(Host("h", 2), Now.AddHours(1));

        Granted(Now.AddHours(1)).Select(static key => key[..2]).ShouldBe([.. Enumerable.Repeat("fg", 16), "bg", "bg"], "the foreground has all of its room, and comes first");
    }

    [Fact]
    public void Grant_LockIsHeld_WaitsAndSaysWhoHasIt()
    {
        _ledger.Report(Host("h", 2), Now);
        _ledger.Locks.Load([new("db", new("e0", "l", "owner", 3), 1, Now)]);
        _ledger.Request(Locked("e/l", ["db"], null), Now);

        Granted(Now).ShouldBe(["e/l/c001"]);
        var waiting = _ledger.Waiting(Now).ShouldHaveSingleItem();
        waiting.Reason.ShouldBe(WaitReasons.Lock);
        waiting.Detail.ShouldBe("lock 'db': held by e0/l/owner#3 since 12:00:00 UTC");

        _ledger.Locks.Released(new("e0", "l", "owner", 3));
        Granted(Now).ShouldBe(["e/l/c000"]);
    }

    [Fact]
    public void Grant_TwoWantTheSameLock_OneGetsItAndTheOtherAfterItsEnd()
    {
        _ledger.Report(Host("h", 2), Now);
        _ledger.Request(Locked("e/l", ["a", "b"], ["b", "c"]), Now);

        Granted(Now).ShouldBe(["e/l/c000"]);
        _ledger.Locks.Taken(new("e", "l", "c000", 1), 1, ["a", "b"], Now);
        _ledger.Release("h", ["e/l/c000"], Now);
        Granted(Now).ShouldBeEmpty("its row still says that it is held");
        _ledger.Locks.Released(new("e", "l", "c000", 1));
        Granted(Now).ShouldBe(["e/l/c001"]);
    }

    [Fact]
    public void Grant_PromiseThatNobodyKept_IsFreeAgain()
    {
        _ledger.Report(Host("h", 2), Now);
        _ledger.Request(Locked("e/l", ["a"], ["a"]), Now);
        _ledger.GiveBack(_ledger.Grant(Now).ShouldHaveSingleItem(), Now);

        Granted(Now).Count.ShouldBe(1);
    }

    [Fact]
    public void Grant_ManyLocks_AreNotOvertakenForEver()
    {
        _ledger.Report(Host("h", 2), Now);
        _ledger.Locks.Load([new("a", new("e0", "l", "owner", 1), 1, Now)]);
        _ledger.Request(Locked("e/l", ["a", "b"], null), Now);
        Granted(Now).ShouldBe(["e/l/c001"]);

        _ledger.Request(Locked("early/l", ["b"]), Now.AddSeconds(9));
        Granted(Now.AddSeconds(9)).ShouldBe(["early/l/c000"], "overtaken, but only for a while");
        _ledger.Release("h", ["early/l/c000"], Now.AddSeconds(9));
        _ledger.Request(Locked("late/l", ["b"]), Now.AddSeconds(11));
        Granted(Now.AddSeconds(11)).ShouldBeEmpty();
        _ledger.Locks.Released(new("e0", "l", "owner", 1));
        Granted(Now.AddSeconds(11)).ShouldBe(["e/l/c000"]);
    }

    [Fact]
    public void Grant_LargerThanAnyHostOfTheDay_GoesToOneThatRefusesIt()
    {
        _ledger.Report(Host("h", 2), Now);
        var demand = Demand("e/l", 1);
        demand.Categories[0] = demand.Categories[0] with { MemoryMb = 64_000 };
        _ledger.Request(demand, Now);

        Granted(Now).ShouldBe(["e/l/c000"]);
        _ledger.Impossible(demand.Categories[0]).ShouldBe("category 'c000' reserves 64000 MiB of memory (resources.memory_mb), the largest host has 1000 MiB for commands");
    }

    [Fact]
    public void Grant_LargerHostWasSeenToday_WaitsForIt()
    {
        _ledger.Report(Host("large", 2) with { MemoryMb = 64_000 }, Now);
        _ledger.ForgetSilent(Now.AddSeconds(6));
        _ledger.Report(Host("h", 2), Now.AddSeconds(6));
        var demand = Demand("e/l", 1);
        demand.Categories[0] = demand.Categories[0] with { MemoryMb = 64_000 };
        _ledger.Request(demand, Now);

        Granted(Now.AddSeconds(6)).ShouldBeEmpty();
        _ledger.Waiting(Now.AddSeconds(6)).ShouldHaveSingleItem().Reason.ShouldBe(WaitReasons.Capacity);
        _ledger.Report(Host("h", 2), Now.AddHours(25));
        _ledger.ForgetSilent(Now.AddHours(25));
        Granted(Now.AddHours(25)).ShouldBe(["e/l/c000"]);
    }

    [Fact]
    public void Waiting_BehindBetterPriority_SaysSo()
    {
        _ledger.Report(Host("h", 2), Now);
        _ledger.Request(Demand("high/l", 64) with { Priority = 1 }, Now);
        Granted(Now);
        _ledger.Request(Demand("low/l", 1) with { Priority = 5 }, Now);

        _ledger.Waiting(Now, "low").ShouldHaveSingleItem().Reason.ShouldBe(WaitReasons.Priority);
        _ledger.Waiting(Now, "high").ShouldAllBe(waiting => waiting.Reason == WaitReasons.Capacity);
    }

    /// <summary>One category for each list of locks; null for none.</summary>
    private static LayerDemand Locked(string key, params List<string>?[] locks)
    {
        var demand = Demand(key, locks.Length);
        for (var index = 0; index < locks.Length; index++)
        {
            demand.Categories[index] = demand.Categories[index] with { Locks = locks[index] };
        }

        return demand;
    }

    private List<string> Granted(DateTimeOffset now) =>
        [.. _ledger.Grant(now).SelectMany(placement => placement.Categories.Select(category => $"{placement.LayerKey}/{category.Category}"))];

    private static LayerDemand Demand(string key, int categories) => new()
    {
        LayerKey = key,
        PlanHash = "p",
        Categories = [.. Enumerable.Range(0, categories).Select(number => new CategoryDemand { Category = $"c{number:000}", IsNew = true })],
    };

    private static HostReport Host(string id, int slots) => new() { Host = id, Silo = SiloAddress.New(IPAddress.Loopback, 1, 1), Slots = slots, MemoryMb = 1000, CpuPercent = 200 };
}
