using System.Net;
using Apex.Resources;

namespace Apex.Grains.Tests.Resources;

public sealed class PlacementLedgerTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private readonly PlacementLedger _ledger = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10));

    [Theory]
    [InlineData(2, 16)]
    [InlineData(8, 16)]
    [InlineData(20, 40)]
    public void Grant_OneHost_FillsItAheadOfItsSlots(int slots, int expected)
    {
        _ledger.Report(Host("h", slots), Now);
        _ledger.Request(Demand("e/l", 64));

        Granted(Now).Count.ShouldBe(expected);
        Granted(Now).ShouldBeEmpty();
    }

    [Fact]
    public void Grant_AfterReleases_FillsUpInBatches()
    {
        _ledger.Report(Host("h", 2), Now);
        _ledger.Request(Demand("e/l", 64));
        var placed = Granted(Now);

        _ledger.Release("h", placed[..3], Now);
        Granted(Now).ShouldBeEmpty();
        _ledger.Release("h", placed[3..4], Now);

        Granted(Now).ShouldBe(["e/l/c016", "e/l/c017", "e/l/c018", "e/l/c019"]);
    }

    [Fact]
    public void Grant_TwoExecutions_TakeTurns()
    {
        _ledger.Request(Demand("e1/l", 64));
        _ledger.Request(Demand("e2/l", 40));
        _ledger.Request(Demand("e2/m", 40));
        _ledger.Report(Host("h", 2), Now);

        Granted(Now).CountBy(key => key[..4]).ShouldBe([new("e1/l", 8), new("e2/l", 4), new("e2/m", 4)], ignoreOrder: true);
    }

    [Fact]
    public void Grant_HigherPriority_GoesFirstAndBackgroundLast()
    {
        _ledger.Request(Demand("background/l", 64) with { Background = true, Priority = 1 });
        _ledger.Request(Demand("low/l", 64) with { Priority = 5 });
        _ledger.Request(Demand("high/l", 10) with { Priority = 1 });
        _ledger.Report(Host("h", 2), Now);

        var granted = Granted(Now);
        granted.Count(key => key.StartsWith("high/", StringComparison.Ordinal)).ShouldBe(10);
        granted.Count(key => key.StartsWith("low/", StringComparison.Ordinal)).ShouldBe(6);
    }

    [Fact]
    public void Grant_Background_IsNotPlacedAheadAndLeavesAllRoomToTheForeground()
    {
        _ledger.Report(Host("h", 2), Now);
        _ledger.Request(Demand("background/l", 64) with { Background = true });
        var placed = Granted(Now);
        _ledger.Request(Demand("e/l", 64));

        placed.Count.ShouldBe(2, "as many as can run");
        Granted(Now).Count(static key => key.StartsWith("e/", StringComparison.Ordinal)).ShouldBe(16, "as many as without any background");
        _ledger.Release("h", placed[..1], Now);
        Granted(Now).ShouldHaveSingleItem().ShouldStartWith("background/");
    }

    [Fact]
    public void Grant_BackgroundThatANewSchedulerDidNotKnow_IsCountedInItsLaneAfterItsDemand()
    {
        _ledger.Report(Host("h", 2) with { Holds = ["background/l/c000", "background/l/c001"] }, Now);
        _ledger.Request(Demand("background/l", 8) with { Background = true });
        _ledger.Request(Demand("e/l", 64));

        Granted(Now).CountBy(static key => key[0]).ShouldBe([new('e', 16)]);
        _ledger.Report(Host("h", 2) with { Holds = [] }, Now);
        Granted(Now).Count.ShouldBe(2);
    }

    [Fact]
    public void Grant_MaxPlaced_IsNotExceededByANewDemand()
    {
        _ledger.Report(Host("h", 2), Now);
        _ledger.Request(Demand("e/l", 5) with { MaxPlaced = 2 });
        Granted(Now).Count.ShouldBe(2);

        _ledger.Request(Demand("e/l", 5) with { MaxPlaced = 2 });
        Granted(Now).ShouldBeEmpty();
        _ledger.Waiting(Now).ShouldAllBe(waiting => waiting.Reason == "layer_limit");
    }

    [Fact]
    public void Grant_DemandSentAgain_PlacesNothingTwice()
    {
        _ledger.Report(Host("h", 2), Now);
        _ledger.Request(Demand("e/l", 8));
        Granted(Now).Count.ShouldBe(8);
        _ledger.Request(Demand("e/l", 8));

        Granted(Now).ShouldBeEmpty();
    }

    [Fact]
    public void Grant_DemandSentBeforeItsLayerHeardOfAnEnd_IsNotPlacedAgain()
    {
        _ledger.Report(Host("h", 2), Now);
        _ledger.Request(Demand("e/l", 2));
        _ledger.Release("h", Granted(Now), Now);

        _ledger.Request(Demand("e/l", 3));

        Granted(Now).ShouldBe(["e/l/c002"]);
    }

    [Fact]
    public void Grant_RetryAtOnce_IsPlacedAlthoughItWasReleasedLately()
    {
        _ledger.Report(Host("h", 2), Now);
        _ledger.Request(Demand("e/l", 1));
        _ledger.Release("h", Granted(Now), Now);

        var retry = Demand("e/l", 1);
        retry.Categories[0] = retry.Categories[0] with { IsNew = false };
        _ledger.Request(retry);

        Granted(Now).ShouldBe(["e/l/c000"]);
    }

    [Fact]
    public void Grant_NewAndReleasedLongAgo_IsPlaced()
    {
        _ledger.Report(Host("h", 2), Now);
        _ledger.Request(Demand("e/l", 1));
        _ledger.Release("h", Granted(Now), Now);

        _ledger.Request(Demand("e/l", 1));

        Granted(Now.AddSeconds(11)).ShouldBe(["e/l/c000"]);
    }

    [Fact]
    public void Report_MadeBeforeARelease_DoesNotBringItBack()
    {
        _ledger.Report(Host("h", 2), Now);
        _ledger.Request(Demand("e/l", 16));
        var placed = Granted(Now);
        _ledger.Release("h", placed, Now);

        _ledger.Report(Host("h", 2) with { Holds = placed }, Now.AddSeconds(1));

        _ledger.Hosts.Single().Room.ShouldBe(16);
    }

    [Fact]
    public void Report_GrantNeverConfirmed_IsForgottenAfterItsTime()
    {
        _ledger.Report(Host("h", 2), Now);
        _ledger.Request(Demand("e/l", 8));
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
        _ledger.Request(Demand("e/l", 3) with { MaxPlaced = 3 });

        Granted(Now).ShouldBe(["e/l/c002"]);
    }

    [Fact]
    public void GiveBack_HostFailed_WaitsAndComesFirstAgain()
    {
        _ledger.Report(Host("h", 2), Now);
        _ledger.Request(Demand("e/l", 2));
        _ledger.GiveBack(_ledger.Grant(Now).Single(), Now.AddSeconds(1));

        Granted(Now).ShouldBeEmpty();
        _ledger.Waiting(Now).Select(waiting => waiting.Reason).ShouldBe(["agent_down", "agent_down"]);
        Granted(Now.AddSeconds(1)).Count.ShouldBe(2);
    }

    [Fact]
    public void ForgetSilent_HostIsGone_ItsCategoriesMayBePlacedElsewhere()
    {
        _ledger.Report(Host("h", 2), Now);
        _ledger.Request(Demand("e/l", 1));
        Granted(Now);
        _ledger.ForgetSilent(Now.AddSeconds(6));
        _ledger.Report(Host("other", 2), Now.AddSeconds(6));
        _ledger.Request(Demand("e/l", 1));

        _ledger.Grant(Now.AddSeconds(6)).ShouldHaveSingleItem().Host.Id.ShouldBe("other");
    }

    [Fact]
    public void Grant_CategoryWithAnOpenAttempt_GoesToItsHostOnly()
    {
        _ledger.Report(Host("h1", 2), Now);
        var demand = Demand("e/l", 2);
        demand.Categories[0] = demand.Categories[0] with { Host = "h2" };
        _ledger.Request(demand);

        Granted(Now).ShouldBe(["e/l/c001"]);
        _ledger.Report(Host("h2", 2), Now);
        _ledger.Grant(Now).ShouldHaveSingleItem().Host.Id.ShouldBe("h2");
    }

    [Fact]
    public void Grant_HostThatTakesNothing_GetsNothing()
    {
        _ledger.Report(Host("h", 2) with { Accepting = false }, Now);
        _ledger.Request(Demand("e/l", 1));

        Granted(Now).ShouldBeEmpty();
        _ledger.Waiting(Now).ShouldHaveSingleItem().Reason.ShouldBe("agent_down");
    }

    private List<string> Granted(DateTimeOffset now) =>
        [.. _ledger.Grant(now).SelectMany(placement => placement.Categories.Select(category => $"{placement.LayerKey}/{category.Category}"))];

    private static LayerDemand Demand(string key, int categories) => new()
    {
        LayerKey = key,
        PlanHash = "p",
        Categories = [.. Enumerable.Range(0, categories).Select(number => new CategoryDemand { Category = $"c{number:000}", IsNew = true })],
    };

    private static HostReport Host(string id, int slots) => new() { Host = id, Silo = SiloAddress.New(IPAddress.Loopback, 1, 1), Slots = slots };
}
