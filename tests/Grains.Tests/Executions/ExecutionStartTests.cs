using Apex.Agents;
using Apex.Configuration;
using Apex.Executions;
using Apex.Persistence;
using Apex.Planning;
using Apex.Progress;
using Apex.Testing;

namespace Apex.Grains.Tests.Executions;

public sealed class ExecutionStartTests : IAsyncLifetime
{
    private ApexCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await ApexCluster.StartAsync(change: options => options with { OrphanAge = TimeSpan.Zero });

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Start_SameRequestTwice_IsOneExecution()
    {
        var plan = Plans.Execution(Plans.Layer("unit", Plans.Category("a")));

        var first = await _cluster.StartAsync("e", plan);
        var second = await _cluster.StartAsync("e", plan);

        (first.Outcome, second.Outcome).ShouldBe((StartOutcome.Started, StartOutcome.Existing));
        await _cluster.EndAsync("e");
        _cluster.Script.Placed.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Start_WhileTheRegionDrains_IsRefusedAndWhatRunsGoesOn()
    {
        var controller = _cluster.Client.GetGrain<IOrchestrationControllerGrain>(ApexRegion.Local);
        var plan = Plans.Execution(Plans.Layer("unit", Plans.Category("a")));
        _cluster.Script.HostsAccept = false;
        await _cluster.StartAsync("before", plan);
        await controller.SetDrainAsync(true);

        var reply = await _cluster.StartAsync("during", plan);
        _cluster.Script.HostsAccept = true;

        (reply.Outcome, reply.Message).ShouldBe((StartOutcome.Unavailable, "the region cannot start executions now: the region drains: what runs goes on, nothing new begins until 'apex agents resume'"));
        (await _cluster.EndAsync("before")).Verdict.ShouldBe(Verdict.Passed);
        (await _cluster.StartAsync("before", plan)).Outcome.ShouldBe(StartOutcome.Existing, "a repeated start is answered");
        await controller.SetDrainAsync(false);
        (await _cluster.StartAsync("during", plan)).Outcome.ShouldBe(StartOutcome.Started);
        await _cluster.EndAsync("during");
    }

    [Fact]
    public async Task Start_WithTooFewAgents_IsRefusedNamingThem()
    {
        var plan = Plans.Execution(Plans.Layer("unit", Plans.Category("a")));
        _cluster.Script.Agents = AgentStatus.Stale;

        var reply = await _cluster.StartAsync("e", plan);
        _cluster.Script.Agents = AgentStatus.Degraded;

        reply.Outcome.ShouldBe(StartOutcome.Unavailable);
        reply.Message.ShouldNotBeNull().ShouldEndWith(
            "1 of 5 kinds of agents work, 3 are needed; missing: TestOrchestratorAgent, BackgroundE2EAgent, ProgressStreamingAgent, ResourceManagementAgent");
        (await _cluster.StartAsync("e", plan)).Outcome.ShouldBe(StartOutcome.Started, "a degraded agent works in part");
        await _cluster.EndAsync("e");
    }

    [Fact]
    public async Task Start_OtherRequestUnderTheId_IsAConflict()
    {
        await _cluster.StartAsync("e", Plans.Execution(Plans.Layer("unit", Plans.Category("a"))));

        var reply = await _cluster.Execution("e").StartAsync(ApexCluster.Request("e") with { ThreadId = "other" });

        reply.Outcome.ShouldBe(StartOutcome.Conflict);
    }

    [Fact]
    public async Task Start_OtherConfigurationUnderTheId_IsAConflict()
    {
        await _cluster.StartAsync("e", Plans.Execution(Plans.Layer("unit", Plans.Category("a"))));
        var request = ApexCluster.Request("e");
        List<ConfigurationFile> files = [.. request.Plan.Files, new ConfigurationFile { Path = "apex.env.yaml", Text = "version: 1" }];
        var first = ExecutionBirth.HashOf(request with { Plan = request.Plan with { Files = files } });

        var reply = await _cluster.Execution("e").StartAsync(request with { Plan = request.Plan with { Files = files } });

        reply.Outcome.ShouldBe(StartOutcome.Conflict);
        List<ConfigurationFile> edited = [.. files.SkipLast(1), files[^1] with { Text = "version: 2" }];
        ExecutionBirth.HashOf(request with { Plan = request.Plan with { Files = edited } }).ShouldNotBe(first, "one character of one file");
    }

    // A configuration of some MiB would be ten times as much while it is escaped, in buffers that the process keeps.
    [Fact]
    public void HashOf_ARequestWithALargeConfiguration_TakesNoCopyOfIt()
    {
        var large = new ConfigurationFile { Path = "apex.yaml", Text = new string('"', 4_000_000) };
        var request = ApexCluster.Request("e");
        request = request with { Plan = request.Plan with { Files = [large] } };
        ExecutionBirth.HashOf(request); // what is made once is made now

        var before = GC.GetAllocatedBytesForCurrentThread();
        ExecutionBirth.HashOf(request);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(large.Text.Length / 4);
    }

    [Fact]
    public async Task Start_OtherCallerSameRequest_IsTheSameRequest()
    {
        await _cluster.StartAsync("e", Plans.Execution(Plans.Layer("unit", Plans.Category("a"))));

        var reply = await _cluster.Execution("e").StartAsync(ApexCluster.Request("e") with { Caller = new CallerContext { Environment = new() { ["FOO"] = "1" } } });

        reply.Outcome.ShouldBe(StartOutcome.Existing);
    }

    [Fact]
    public async Task Start_CallerWithSecrets_GoesToTheHostAndNotIntoTheRow()
    {
        _cluster.Script.Plans["e"] = new PlanReply { Plan = Plans.Execution(Plans.Layer("unit", Plans.Category("a"))), Hash = "h" };

        await _cluster.Execution("e").StartAsync(ApexCluster.Request("e") with { Caller = new CallerContext { Environment = new() { ["TOKEN"] = "hunter2" } } });

        _cluster.Script.Contexts.ShouldBe(["e"]);
        var row = new GrainState<ExecutionRecord>();
        await _cluster.Store.ReadStateAsync(StateNames.Execution, _cluster.Execution("e").GetGrainId(), row);
        row.State!.CallerHash.ShouldNotBeNull().ShouldContain("TOKEN");
        System.Text.Json.JsonSerializer.Serialize(row.State).ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task Start_InvalidConfiguration_ChangesNothing()
    {
        _cluster.Script.Plans["e"] = new PlanReply { Problems = [new ConfigurationProblem { Message = "unknown key" }] };

        var reply = await _cluster.Execution("e").StartAsync(ApexCluster.Request("e"));

        reply.Outcome.ShouldBe(StartOutcome.Invalid);
        reply.Problems.ShouldHaveSingleItem();
        _cluster.Store.Writes.ShouldBe(0);
        (await _cluster.Execution("e").GetAsync(new ExecutionQuery())).ShouldBeNull();
    }

    [Fact]
    public async Task Start_TreeInUse_NamesTheHolder()
    {
        _cluster.Script.End = static _ => ScriptedEnd.Hold;
        await _cluster.StartAsync("first", Plans.Execution(Plans.Layer("unit", Plans.Category("a"))));
        _cluster.Script.Plans["second"] = new PlanReply { Plan = Plans.Execution(Plans.Layer("unit", Plans.Category("a"))), Hash = "h" };

        var reply = await _cluster.Execution("second").StartAsync(ApexCluster.Request("second") with { AllowSharedTree = false });

        reply.Outcome.ShouldBe(StartOutcome.TreeBusy);
        reply.Message.ShouldNotBeNull().ShouldContain("first");
    }

    [Fact]
    public async Task Start_GateDecidedBackgroundGoesOn_TreeIsFree()
    {
        _cluster.Script.End = static id => id.Category == "slow" ? ScriptedEnd.Hold : ScriptedEnd.Pass;
        var plan = Plans.Execution(Plans.Layer("unit", Plans.Category("a")), Plans.Layer("e2e", Plans.Category("slow")) with { Background = true });
        _cluster.Script.Plans["first"] = new PlanReply { Plan = plan, Hash = "first" };
        _cluster.Script.Plans["second"] = new PlanReply { Plan = Plans.Execution(Plans.Layer("unit", Plans.Category("a"))), Hash = "second" };
        await _cluster.Execution("first").StartAsync(ApexCluster.Request("first") with { AllowSharedTree = false });
        await _cluster.WaitForAsync("first", "the verdict of the gate", static next => next.Type == EventTypes.VerdictDecided);

        var reply = await _cluster.Execution("second").StartAsync(ApexCluster.Request("second") with { AllowSharedTree = false });

        reply.Outcome.ShouldBe(StartOutcome.Started);
        (await _cluster.EndAsync("second")).Verdict.ShouldBe(Verdict.Passed);
        (await _cluster.Execution("first").GetAsync(new ExecutionQuery()))!.State.ShouldBe(ExecutionState.BackgroundRunning);
        (await _cluster.Store.ListAsync()).Select(static live => live.Execution).ShouldBe(["first"]); // still woken after a restart
    }

    [Fact]
    public async Task Wake_LiveEntryWithoutARow_IsRemoved()
    {
        await _cluster.Store.TryAddAsync(new LiveExecution("orphan", "project", "/project", false));

        await _cluster.Execution("orphan").WakeAsync();

        (await _cluster.Store.ListAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Start_Normal_PassesTheCrashPointsInOrder()
    {
        await _cluster.StartAsync("e", Plans.Execution(Plans.Layer("unit", Plans.Category("a"))));
        await _cluster.EndAsync("e");
        await _cluster.Execution("e").WakeAsync(); // the last point is behind the last event

        string[] expected =
        [
            "start.before_live", "start.after_live", "start.before_write", "start.after_write", "start.after_row",
            "layer.start.before_write", "layer.start.after_write", "place.before_write", "place.after_write", "report.before_write", "report.after_write",
            "layer.end.before_write", "layer.end.after_write", "execution.verdict.before_write", "execution.verdict.after_write",
            "execution.end.before_write", "execution.end.after_write", "live.removed",
        ];
        var passed = _cluster.Script.CrashPoints.ToList();
        expected.Where(point => !passed.Contains(point)).ShouldBeEmpty();
        expected.Select(point => passed.IndexOf(point)).ShouldBeInOrder();
    }

    [Fact]
    public async Task Get_AfterTheEndWithNothingInMemory_AnswersFromRows()
    {
        var id = await _cluster.RunAsync(Plans.Execution(Plans.Layer("unit", Plans.Category("a"), Plans.Category("b"))));
        var before = await _cluster.EndAsync(id);
        await _cluster.Client.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero, TestContext.Current.CancellationToken);

        var after = await _cluster.Execution(id).GetAsync(new ExecutionQuery());

        System.Text.Json.JsonSerializer.Serialize(after).ShouldBe(System.Text.Json.JsonSerializer.Serialize(before));
    }

    [Fact]
    public async Task Get_Paged_ShowsEveryCategoryOnce()
    {
        var id = await _cluster.RunAsync(Plans.Execution(Plans.Layer("one", 25), Plans.Layer("two", Plans.Category("x"), Plans.Category("y")) with { Phase = 2 }));
        await _cluster.EndAsync(id);

        var names = new List<string>();
        string? after = null;
        do
        {
            var page = (await _cluster.Execution(id).GetAsync(new ExecutionQuery { Limit = 10, After = after }))!;
            page.Layers.Sum(layer => layer.Categories.Count).ShouldBeInRange(1, 10);
            names.AddRange(page.Layers.SelectMany(layer => layer.Categories).Select(category => category.Name));
            after = page.NextPage;
        }
        while (after is not null);

        names.Count.ShouldBe(27);
        names.Distinct().Count().ShouldBe(27);
    }

    [Fact]
    public async Task Watch_FromTheMiddle_GivesTheRestWithoutGapsAndEnds()
    {
        var id = await _cluster.RunAsync(Plans.Execution(Plans.Layer("one", 30)));
        await _cluster.EndAsync(id);
        var seen = new List<long>();
        await foreach (var next in _cluster.Client.GetGrain<IProgressFeedGrain>(id).WatchAsync(5, TestContext.Current.CancellationToken))
        {
            seen.Add(next.Seq);
        }

        seen.ShouldBe(Enumerable.Range(6, _cluster.Store.Events(id).Count - 5).Select(number => (long)number));
    }
}
