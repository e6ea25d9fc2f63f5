using Apex.Agents;
using Apex.Executions;
using Apex.Planning;
using Apex.Progress;
using Apex.Resources;
using Apex.Testing;

namespace Apex.Grains.Tests.Agents;

/// <summary>The controller, what hosts do without their agents, and what live executions hear of it.</summary>
public sealed class RegionTests : IAsyncLifetime
{
    private ApexCluster _cluster = null!;

    private IOrchestrationControllerGrain Controller => _cluster.Client.GetGrain<IOrchestrationControllerGrain>(ApexRegion.Local);

    public async ValueTask InitializeAsync() => _cluster = await ApexCluster.StartAsync(change: options => options with { Overtime = TimeSpan.FromMilliseconds(300) });

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    /// <summary>A host that the scheduler has forgotten is not gone: its silo still stops what runs there.</summary>
    [Fact]
    public async Task Cancel_WhileNobodyReportsTheHost_StopsTheCommandsAndLosesNone()
    {
        _cluster.Script.End = _ => ScriptedEnd.Hold;
        var id = await _cluster.RunAsync(Plans.Execution(Plans.Layer("unit", Plans.Category("a"), Plans.Category("b"))));
        await _cluster.WaitForAsync(id, "a start", next => next.Type == EventTypes.AttemptStarted);
        _cluster.Script.HostsSilent = true;
        var scheduler = _cluster.Client.GetGrain<ISchedulerGrain>(ApexRegion.Local);
        await Eventually.IsAsync(async () => (await scheduler.GetAsync()).Hosts.Count == 0, "the scheduler to forget a host that is silent");

        await _cluster.Execution(id).CancelAsync("enough");
        var ended = await _cluster.EndAsync(id);

        ended.Verdict.ShouldBe(Verdict.Cancelled);
        var attempts = ended.Layers.SelectMany(layer => layer.Categories).SelectMany(category => category.Attempts).ToList();
        attempts.ShouldNotBeEmpty();
        attempts.ShouldAllBe(attempt => attempt.Report!.Class == FailureClass.Cancelled);
    }

    [Fact]
    public async Task ReadLog_WhileNobodyReportsTheHost_IsAnswered()
    {
        _cluster.Script.HostsSilent = true;
        var host = $"host-{_cluster.Silos.Silos[0].Name}";

        var piece = await _cluster.Client.GetGrain<IAgentDoorGrain>(ApexRegion.Local).ReadLogAsync(host, new LogQuery { Id = new("e", "l", "c", 1) });

        piece.Exists.ShouldBeTrue();
    }

    [Fact]
    public async Task Get_AgentsDown_SaysWhatIsMissingAndRaisesAnAlertForEach()
    {
        _cluster.Script.Agents = AgentStatus.Error;

        var region = await Controller.GetAsync();
        _cluster.Script.Agents = AgentStatus.Healthy;
        var later = await Controller.GetAsync();

        region.Missing.Count.ShouldBe(4);
        region.Missing[0].ShouldBe("TestOrchestratorAgent does not work: nothing is planned, validated or started");
        region.WhyNoStart.ShouldNotBeNull().ShouldContain("1 of 5 kinds of agents work, 3 are needed");
        region.Alerts.Count.ShouldBe(4);
        region.Alerts.ShouldAllBe(alert => alert.Code == "agent_down" && alert.Severity == AlertSeverity.Critical && alert.Since != null);
        region.Silos.ShouldHaveSingleItem().Status.ShouldBe("active");
        (later.Missing.Count, later.WhyNoStart, later.Alerts.Count).ShouldBe((0, null, 0));
    }

    [Fact]
    public void Alert_OfAnExtension_IsNoAgentsAndNotCritical()
    {
        var broken = new AgentSnapshot { Name = "Broken", Silo = "S1", Status = AgentStatus.Error, LastError = "no assembly", Extension = "Broken" };

        var alert = AgentAlerts.Down(broken, DateTimeOffset.UnixEpoch);
        var agent = AgentAlerts.Down(broken with { Name = "DiskSpaceAgent" }, DateTimeOffset.UnixEpoch);

        (alert.Code, alert.Severity).ShouldBe(("extension_down", AlertSeverity.High));
        alert.Message.ShouldBe("extension Broken of S1 does not work (error: no assembly); the region goes on without it");
        agent.Message.ShouldStartWith("extension Broken of S1 does not work: DiskSpaceAgent (error");
    }

    [Fact]
    public async Task Drain_WithAReason_IsShownAndToldToThoseWhoAreRefused()
    {
        await Controller.DrainAsync("kernel update");

        var region = await Controller.GetAsync();
        var reply = await _cluster.StartAsync("e", Plans.Execution(Plans.Layer("unit", Plans.Category("a"))));
        await Controller.SetDrainAsync(false);

        (region.Draining, region.DrainReason).ShouldBe((true, "kernel update"));
        region.DrainingSince.ShouldNotBeNull();
        reply.Message.ShouldNotBeNull().ShouldContain("the region drains (kernel update)");
        (await Controller.GetAsync()).DrainReason.ShouldBeNull();
    }

    [Fact]
    public async Task Start_ThePlannerIsDown_IsRefusedWithItsReasonAndNothingIsRecorded()
    {
        _cluster.Script.Plans["e"] = new PlanReply { Unavailable = "TestOrchestratorAgent is in error: away" };

        var reply = await _cluster.Execution("e").StartAsync(ApexCluster.Request("e"));

        (reply.Outcome, reply.Message).ShouldBe((StartOutcome.Unavailable, "nothing can be planned now: TestOrchestratorAgent is in error: away"));
        (await _cluster.Execution("e").GetAsync(new ExecutionQuery())).ShouldBeNull();
    }

    [Fact]
    public async Task AgentChanged_ALiveExecution_HasTheEvent_AnEndedOneHasNot()
    {
        _cluster.Script.End = _ => ScriptedEnd.Hold;
        var id = await _cluster.RunAsync(Plans.Execution(Plans.Layer("unit", Plans.Category("a"))));
        var agent = new AgentSnapshot { Name = "LayerExecutionAgent", Silo = "S", Status = AgentStatus.Error, LastError = "away" };

        await _cluster.Execution(id).AgentChangedAsync(agent);
        await _cluster.Execution(id).CancelAsync("enough");
        await _cluster.EndAsync(id);
        await _cluster.Execution(id).AgentChangedAsync(agent);

        var changed = _cluster.Store.Events(id).Where(next => next.Type == EventTypes.AgentHealthChanged).ShouldHaveSingleItem();
        changed.Agent.ShouldBe("LayerExecutionAgent");
        changed.Data.ShouldContain("\"status\":\"error\"");
    }

    [Fact]
    public async Task Overtime_LongerThanEstimated_RaisesAnAlertThatItsEndResolves()
    {
        _cluster.Script.EstimateMs = 1;
        _cluster.Script.End = _ => ScriptedEnd.Hold;
        var id = await _cluster.RunAsync(Plans.Execution(Plans.Layer("unit", Plans.Category("a"))));

        await _cluster.WaitForAsync(id, "the alert", next => next.Type == EventTypes.AlertRaised);
        var overview = await _cluster.Client.GetGrain<IExecutionDirectoryGrain>(ApexRegion.Local).OverviewAsync();
        await _cluster.Execution(id).CancelAsync("enough");
        await _cluster.EndAsync(id);
        var after = await _cluster.Client.GetGrain<IExecutionDirectoryGrain>(ApexRegion.Local).OverviewAsync();

        overview.Alerts.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            alert => alert.Code.ShouldBe("execution_overtime"),
            alert => alert.Severity.ShouldBe(AlertSeverity.Medium),
            alert => alert.Execution.ShouldBe(id));
        overview.Live.ShouldHaveSingleItem().Progress.ShouldBe(new ExecutionProgress { Done = 0, Total = 1, Layers = overview.Live[0].Progress!.Layers });
        _cluster.Store.Events(id).Count(next => next.Type == EventTypes.AlertResolved).ShouldBe(1);
        after.Alerts.ShouldBeEmpty("what was cancelled did not fail");
        (after.Queued, after.Running, after.Done).ShouldBe((0, 0, 1));
    }

    [Fact]
    public async Task Verdict_Failed_RaisesAnAlertInTheSameCommit()
    {
        _cluster.Script.End = _ => ScriptedEnd.Fail;
        var id = await _cluster.RunAsync(Plans.Execution(Plans.Layer("unit", Plans.Category("a"))));
        await _cluster.EndAsync(id);

        var events = _cluster.Store.Events(id);
        var verdict = events.FindIndex(next => next.Type == EventTypes.VerdictDecided);
        events[verdict + 1].Type.ShouldBe(EventTypes.AlertRaised);
        events[verdict + 1].Data.ShouldContain("\"severity\":\"high\"");
    }
}
