using Apex.Executions;
using Apex.Planning;
using Apex.Progress;
using Apex.Services;
using Apex.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Apex.Grains.Tests.Services;

/// <summary>Executions whose categories require services, on scripted hosts.</summary>
public sealed class ExecutionServicesTests : IAsyncLifetime
{
    private static readonly ServicePlan _db = new() { Name = "db", Tcp = "127.0.0.1:1", WorkingDirectory = "/project" };
    private static readonly ServicePlan _web = new() { Name = "web", Tcp = "127.0.0.1:2", WorkingDirectory = "/project", DependsOn = ["db"] };

    private ApexCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await ApexCluster.StartAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Run_WithAChain_StartsInOrderAndStopsBeforeTheEnd()
    {
        var id = await _cluster.RunAsync(Plan(Needing("a", "db", "web")));

        var ended = await _cluster.EndAsync(id);

        ended.Verdict.ShouldBe(Verdict.Passed);
        ServiceEvents(id).ShouldBe(["service_starting db", "service_healthy db", "service_starting web", "service_healthy web", "service_stopped db", "service_stopped web"], ignoreOrder: true);
        Orders().ShouldBe(["db up", "web up", "web down", "db down"]);
        _cluster.Store.Events(id)[^1].Type.ShouldBe(EventTypes.OrchestrationCompleted);
        IndexOf(id, "service_healthy", "web").ShouldBeLessThan(_cluster.Store.Events(id).FindIndex(next => next.Type == EventTypes.CategoryQueued));
        ended.Services.ShouldAllBe(fact => fact.Phase == ServicePhase.Stopped && fact.Started);
        ended.Services.Select(fact => (fact.Name, fact.Log)).ShouldBe([("db", ServiceKeys.StartOf(ServiceKeys.PoolOf("/project"), "db", 1)), ("web", ServiceKeys.StartOf(ServiceKeys.PoolOf("/project"), "web", 2))]);
    }

    [Fact]
    public async Task Run_ServiceIsNotUpYet_OnlyItsCategoriesWait()
    {
        var open = false;
        _cluster.Script.Service = order => !order.Up ? Script.ServiceSeen(order, ServicePhase.Stopped) : Volatile.Read(ref open) ? Script.ServiceSeen(order, ServicePhase.Healthy) : null;
        var id = await _cluster.RunAsync(Plan(Needing("a", "db"), Plans.Category("b")));

        await _cluster.WaitForAsync(id, "the category without services", next => next.Type == EventTypes.CategoryCompleted && next.Category == "b");
        _cluster.Script.Placed.ShouldAllBe(placed => placed.Id.Category == "b");
        (await _cluster.Execution(id).GetAsync(new ExecutionQuery()))!.State.ShouldBe(ExecutionState.StartingServices);

        Volatile.Write(ref open, true);
        (await _cluster.EndAsync(id)).Verdict.ShouldBe(Verdict.Passed);
    }

    [Fact]
    public async Task Run_ServiceDoesNotComeUp_ItsCategoriesAreErrorsAndOthersGoOn()
    {
        _cluster.Script.Service = order => Script.ServiceSeen(order, order.Up ? ServicePhase.Failed : ServicePhase.Stopped, "nothing listens");
        var id = await _cluster.RunAsync(Plan(Needing("a", "db", "web"), Plans.Category("b")));

        var ended = await _cluster.EndAsync(id);

        ended.Verdict.ShouldBe(Verdict.Error);
        var (a, b) = (ended.Layers[0].Categories[0], ended.Layers[0].Categories[1]);
        (a.State, a.Verdict, a.Attempts.Count, b.Verdict).ShouldBe((StepState.Completed, Verdict.Error, 0, Verdict.Passed));
        a.Reason.ShouldBe("service 'db' is not up: nothing listens");
        ServiceEvents(id).ShouldContain("service_unhealthy db");
        var completed = _cluster.Store.Events(id).Single(next => next.Type == EventTypes.CategoryCompleted && next.Category == "a");
        completed.Data.ShouldContain("\"class\":\"infra\"");
    }

    [Fact]
    public async Task Run_ServiceDiesInUse_WhatStartsAfterIsAnErrorAndWhatRunsGoesOn()
    {
        _cluster.Script.End = id => id.Category is "a" or "c" ? ScriptedEnd.Hold : ScriptedEnd.Pass;
        var id = await _cluster.RunAsync(Plan(Needing("a", "db"), Needing("b", "db") with { DependsOn = ["c"] }, Plans.Category("c")));
        await _cluster.WaitForAsync(id, "the first to run", next => next.Type == EventTypes.CategoryStarted && next.Category == "a");
        await _cluster.WaitForAsync(id, "the third to run", next => next.Type == EventTypes.CategoryStarted && next.Category == "c");

        var order = _cluster.Script.ServiceOrders.First();
        _cluster.Script.Service = again => again.Up ? null : Script.ServiceSeen(again, ServicePhase.Stopped);
        var host = _cluster.Silos.Silos[0].ServiceProvider.GetRequiredService<ScriptedHost>();
        await _cluster.Client.GetGrain<IServicePoolGrain>(ServiceKeys.Pool(host.Host, "/project")).ReportAsync(Script.ServiceSeen(order, ServicePhase.Unhealthy, "connection refused"));
        await _cluster.WaitForAsync(id, "the death", next => next.Type == EventTypes.ServiceUnhealthy);
        foreach (var (held, epoch, _) in _cluster.Script.Placed)
        {
            await host.EndAsync(held, epoch, ScriptedEnd.Pass);
        }

        var ended = await _cluster.EndAsync(id);
        ended.Layers[0].Categories.Select(category => (category.Name, category.Verdict, category.Attempts.Count))
            .ShouldBe([("a", Verdict.Passed, 1), ("b", Verdict.Error, 0), ("c", Verdict.Passed, 1)]);
        ended.Layers[0].Categories[1].Reason.ShouldBe("service 'db' went down: connection refused");
    }

    [Fact]
    public async Task Run_TwoThatShare_StopsOnceAfterTheSecond()
    {
        _cluster.Script.End = id => id.Category == "long" ? ScriptedEnd.Hold : ScriptedEnd.Pass;
        var long_ = await _cluster.RunAsync(Plan(Needing("long", "db")));
        await _cluster.WaitForAsync(long_, "the long one", next => next.Type == EventTypes.CategoryStarted);
        var brief = await _cluster.RunAsync(Plan(Needing("brief", "db")));

        (await _cluster.EndAsync(brief)).Verdict.ShouldBe(Verdict.Passed);
        Orders().ShouldBe(["db up"]);
        ServiceEvents(brief).ShouldNotContain("service_stopped db");

        await _cluster.Execution(long_).CancelAsync("enough");
        await _cluster.EndAsync(long_);
        Orders().ShouldBe(["db up", "db down"]);
        ServiceEvents(long_).ShouldContain("service_stopped db");
    }

    [Fact]
    public async Task Run_LayersTimeForServicesIsOver_ItsCategoriesAreErrors()
    {
        _cluster.Script.Service = order => order.Up ? null : Script.ServiceSeen(order, ServicePhase.Stopped);
        var plan = Plan(Needing("a", "db"));
        plan = plan with { Layers = [plan.Layers[0] with { ServicesTimeoutMs = 300 }] };

        var ended = await _cluster.EndAsync(await _cluster.RunAsync(plan));

        ended.Verdict.ShouldBe(Verdict.Error);
        ended.Layers[0].Categories[0].Reason!.ShouldContain("layer_startup_timeout_seconds");
    }

    private static CategoryPlan Needing(string name, params string[] services) => Plans.Category(name) with { Services = [.. services] };

    private static ExecutionPlan Plan(params CategoryPlan[] categories)
    {
        var used = categories.SelectMany(category => category.Services).ToHashSet();
        return Plans.Execution(Plans.Layer("layer", categories)) with { Services = [.. new[] { _db, _web }.Where(service => used.Contains(service.Name))] };
    }

    private List<string> ServiceEvents(string id) =>
        [.. _cluster.Store.Events(id).Where(next => next.Type.StartsWith("service_", StringComparison.Ordinal)).Select(next => $"{next.Type} {System.Text.Json.JsonDocument.Parse(next.Data).RootElement.GetProperty("service").GetString()}")];

    private int IndexOf(string id, string type, string service) =>
        _cluster.Store.Events(id).FindIndex(next => next.Type == type && next.Data.Contains($"\"{service}\"", StringComparison.Ordinal));

    private List<string> Orders() => [.. _cluster.Script.ServiceOrders.Select(order => $"{order.Name} {(order.Up ? "up" : "down")}").Distinct()];
}
