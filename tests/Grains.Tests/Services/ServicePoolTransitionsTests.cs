using Apex.Planning;
using Apex.Services;

namespace Apex.Grains.Tests.Services;

public sealed class ServicePoolTransitionsTests
{
    private static readonly ServicePlan _db = new() { Name = "db", Tcp = "127.0.0.1:1", WorkingDirectory = "/project", Remedy = ["start the database"] };
    private static readonly ServicePlan _web = new() { Name = "web", Tcp = "127.0.0.1:2", WorkingDirectory = "/project", DependsOn = ["db"] };
    private static readonly ServicePlan[] _plans = [_db, _web];

    [Fact]
    public void Acquire_Chain_StartsTheFirstAndTheOtherWaits()
    {
        var state = Acquired("e1");

        Phases(state).ShouldBe("db:Starting web:Waiting");
        ServicePoolTransitions.Orders(state).ShouldHaveSingleItem().Number.ShouldBe(1);
    }

    [Fact]
    public void Acquire_Again_ChangesNothing() => ServicePoolTransitions.Acquire(Acquired("e1"), Request("e1"), _plans).ShouldBeNull();

    [Fact]
    public void Report_DependencyHealthy_StartsTheNext() => Phases(Seen(Acquired("e1"), _db, ServicePhase.Healthy)).ShouldBe("db:Healthy web:Starting");

    [Fact]
    public void Report_DependencyFailed_FailsTheNextWithItsReason()
    {
        var state = Seen(Acquired("e1"), _db, ServicePhase.Failed, "nothing listens\nlog line");

        Phases(state).ShouldBe("db:Failed web:Failed");
        state.Services[0].Reason.ShouldBe("service 'db' is not up: nothing listens\nstart the database\nlog line");
        state.Services[1].Reason.ShouldStartWith("service 'web' was not started: service 'db' is not up: nothing listens\nstart the database");
    }

    [Theory]
    [InlineData(ServicePhase.Starting, 7)]
    [InlineData(ServicePhase.Stopped, 1)]
    public void Report_OfAnotherStartOrNotAsked_ChangesNothing(ServicePhase phase, int number) =>
        ServicePoolTransitions.Report(Acquired("e1"), Report(_db, phase) with { Number = number }).ShouldBeNull();

    [Fact]
    public void Report_UnhealthyThenHealthy_ComesBack()
    {
        var down = Seen(Seen(Acquired("e1"), _db, ServicePhase.Healthy), _db, ServicePhase.Unhealthy, "gone");

        down.Services[0].Reason.ShouldStartWith("service 'db' went down: gone");
        Phases(Seen(down, _db, ServicePhase.Healthy)).ShouldStartWith("db:Healthy");
    }

    [Fact]
    public void Report_LostAgainAndAgain_GetsNewNumbersThenFails()
    {
        var state = Acquired("e1");
        for (var loss = 1; loss <= 3; loss++)
        {
            state = Seen(state, _db, ServicePhase.Starting, "lost");
            state.Services[0].Number.ShouldBe(loss + 1);
        }

        Phases(Seen(state, _db, ServicePhase.Starting, "lost")).ShouldBe("db:Failed web:Failed");
    }

    [Fact]
    public void Release_LastUser_StopsAgainstTheOrder()
    {
        var up = Seen(Seen(Acquired("e1"), _db, ServicePhase.Healthy), _web, ServicePhase.Healthy);

        var released = ServicePoolTransitions.Release(up, "e1")!;
        Phases(released).ShouldBe("db:Healthy web:Stopping");
        ServicePoolTransitions.Released(released, "e1", "h").Done.ShouldBeFalse();

        var first = Seen(released, _web, ServicePhase.Stopped);
        Phases(first).ShouldBe("db:Stopping");
        var second = Seen(first, _db, ServicePhase.Stopped);
        Phases(second).ShouldBe("");
        var reply = ServicePoolTransitions.Released(second, "e1", "h");
        (reply.Done, string.Join(' ', reply.Services.Select(fact => fact.Name))).ShouldBe((true, "web db"));
    }

    [Fact]
    public void Release_OthersUseIt_StopsNothing()
    {
        var up = Seen(Seen(Acquired("e1"), _db, ServicePhase.Healthy), _web, ServicePhase.Healthy);
        var shared = ServicePoolTransitions.Acquire(up, Request("e2"), _plans)!;

        var released = ServicePoolTransitions.Release(shared, "e1")!;

        Phases(released).ShouldBe("db:Healthy web:Healthy");
        ServicePoolTransitions.Released(released, "e1", "h").ShouldSatisfyAllConditions(reply => reply.Done.ShouldBeTrue(), reply => reply.Services.ShouldBeEmpty());
    }

    [Fact]
    public void Release_NotStartedByApex_IsNoStop()
    {
        var found = ServicePoolTransitions.Acquire(new ServicePoolState(), Request("e1") with { Services = ["db"] }, _plans)!;
        found = ServicePoolTransitions.Report(found, Report(_db, ServicePhase.Healthy) with { Started = false })!;
        ServicePoolTransitions.Used(found, "e1", "h/p").ShouldHaveSingleItem().Log.ShouldBeNull();

        var state = ServicePoolTransitions.Report(ServicePoolTransitions.Release(found, "e1")!, Report(_db, ServicePhase.Stopped) with { Started = false })!;

        state.Stops.ShouldBeEmpty();
        ServicePoolTransitions.Released(state, "e1", "h").Done.ShouldBeTrue();
    }

    [Fact]
    public void Acquire_WhileItIsStopped_StartsItAnewUnderAnotherNumber()
    {
        var up = Seen(ServicePoolTransitions.Acquire(new ServicePoolState(), Request("e1") with { Services = ["db"] }, _plans)!, _db, ServicePhase.Healthy);
        var stopping = ServicePoolTransitions.Acquire(ServicePoolTransitions.Release(up, "e1")!, Request("e2") with { Services = ["db"] }, _plans)!;
        Phases(stopping).ShouldBe("db:Stopping");

        var again = Seen(stopping, _db, ServicePhase.Stopped);

        (Phases(again), again.Services[0].Number).ShouldBe(("db:Starting", 2));
        ServicePoolTransitions.Released(again, "e1", "h").Services.ShouldHaveSingleItem().Phase.ShouldBe(ServicePhase.Stopped);
    }

    [Fact]
    public void Acquire_FailedByANewUser_TriesAgain()
    {
        var failed = Seen(Acquired("e1"), _db, ServicePhase.Failed, "x");

        Phases(ServicePoolTransitions.Acquire(failed, Request("e2"), _plans)!).ShouldBe("db:Starting web:Waiting");
    }

    [Fact]
    public void Acquire_AnotherConfiguration_IsAnotherService()
    {
        var state = ServicePoolTransitions.Acquire(Acquired("e1"), Request("e2") with { Services = ["db"] }, [_db with { Tcp = "127.0.0.1:3" }])!;

        state.Services.Count(entry => entry.Name == "db").ShouldBe(2);
    }

    [Fact]
    public void Acquire_MoreThanMayShare_IsRefused()
    {
        var state = new ServicePoolState();
        for (var user = 0; user < ServicePoolTransitions.MostUsers; user++)
        {
            state = ServicePoolTransitions.Acquire(state, Request($"e{user}"), _plans)!;
        }

        ServicePoolTransitions.Acquire(state, Request("more"), _plans).ShouldBeNull();
        Persistence.ApexJson.Serialize(state).Length.ShouldBeLessThan(65_536);
    }

    private static ServicePoolState Acquired(string execution) => ServicePoolTransitions.Acquire(new ServicePoolState(), Request(execution), _plans)!;

    private static AcquireServices Request(string execution) => new() { Execution = execution, PlanHash = "p", Services = ["db", "web"] };

    private static ServicePoolState Seen(ServicePoolState state, ServicePlan service, ServicePhase phase, string? reason = null)
    {
        var number = state.Services.Find(entry => entry.Name == service.Name)!.Number;
        return ServicePoolTransitions.Report(state, Report(service, phase, reason) with { Number = number })!;
    }

    private static ServiceReport Report(ServicePlan service, ServicePhase phase, string? reason = null) =>
        new() { Key = ServiceKeys.Of(service), Number = 1, Phase = phase, Started = true, Reason = reason };

    private static string Phases(ServicePoolState state) => string.Join(' ', state.Services.Select(entry => $"{entry.Name}:{entry.Phase}"));
}
