using Apex.Categories;
using Apex.Executions;
using Apex.Layers;
using Apex.Persistence;
using Apex.Planning;
using Apex.Progress;
using Apex.Testing;

namespace Apex.Grains.Tests.Executions;

public sealed class ExecutionFaultTests : IAsyncLifetime
{
    private ApexCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await ApexCluster.StartAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Run_FailingCategoryWithRetries_RetriesThenPasses()
    {
        _cluster.Script.End = id => id.Number < 3 ? ScriptedEnd.Fail : ScriptedEnd.Pass;

        var ended = await RunAsync(Plans.Layer("unit", Plans.Retried("a", 2, FailureClass.Test)));

        ended.Verdict.ShouldBe(Verdict.Passed);
        var category = ended.Layers[0].Categories.ShouldHaveSingleItem();
        category.Attempts.Select(attempt => (attempt.Number, attempt.Report!.Verdict)).ShouldBe([(1, Verdict.Failed), (2, Verdict.Failed), (3, Verdict.Passed)]);
        Types(ended.Id).Count(type => type == EventTypes.CategoryRetrying).ShouldBe(2);
    }

    [Fact]
    public async Task Run_InfraFourTimes_IsQuarantinedAsError()
    {
        _cluster.Script.End = static _ => ScriptedEnd.Of(FailureClass.Infra);

        var ended = await RunAsync(Plans.Layer("unit", Plans.Category("a")));

        ended.Verdict.ShouldBe(Verdict.Error);
        var category = ended.Layers[0].Categories.ShouldHaveSingleItem();
        category.Attempts.Count.ShouldBe(4);
        category.Reason.ShouldNotBeNull().ShouldStartWith("quarantined");
    }

    [Fact]
    public async Task Cancel_WhileRunning_EndsCancelledAndSkipsTheRest()
    {
        _cluster.Script.End = static id => id.Category == "a" ? ScriptedEnd.Hold : ScriptedEnd.Pass;
        var id = await _cluster.RunAsync(Plans.Execution(
            Plans.Layer("unit", Plans.Category("a"), Plans.Category("b", "a")), Plans.Layer("later", Plans.Category("c")) with { Phase = 2 }));
        await _cluster.WaitForAsync(id, "the start of a", next => next.Type == EventTypes.AttemptStarted);

        var answer = await _cluster.Execution(id).CancelAsync("enough");

        answer.ShouldNotBeNull().Reason.ShouldBe("enough");
        var ended = await _cluster.EndAsync(id);
        ended.Verdict.ShouldBe(Verdict.Cancelled);
        ended.Layers.Select(layer => layer.Verdict).ShouldBe([Verdict.Cancelled, Verdict.Skipped]);
        ended.Layers[0].Categories.Select(category => (category.Name, category.Verdict)).ShouldBe([("a", Verdict.Cancelled), ("b", Verdict.Skipped)]);
        _cluster.Script.Placed.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Run_EveryCategoryHintLost_RowsRepairIt()
    {
        _cluster.Script.DropCategoryHints = true;

        var ended = await RunAsync(Plans.Layer("unit", Plans.Category("a"), Plans.Category("b", "a")));

        ended.Verdict.ShouldBe(Verdict.Passed);
        ended.Layers[0].Tally.Passed.ShouldBe(2);
    }

    [Fact]
    public async Task Run_PlacementLostOnTheWayToTheHost_IsSentAgain()
    {
        var lost = 0;
        _cluster.Script.DropRun = category => category == "b" && Interlocked.Increment(ref lost) == 1;

        var ended = await RunAsync(Plans.Layer("unit", Plans.Category("a"), Plans.Category("b")));

        ended.Verdict.ShouldBe(Verdict.Passed);
        lost.ShouldBeGreaterThan(1);
        ended.Layers[0].Categories[1].Attempts.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Report_Repeated_IsRecordedOnce()
    {
        _cluster.Script.End = static _ => ScriptedEnd.Pass with { Reports = 3 };

        var ended = await RunAsync(Plans.Layer("unit", Plans.Category("a")));

        Types(ended.Id).Count(type => type == EventTypes.AttemptFinished).ShouldBe(1);
        Types(ended.Id).Count(type => type == EventTypes.CategoryCompleted).ShouldBe(1);
    }

    [Fact]
    public async Task Run_LayerBudgetUsedUp_StopsItAndTimesOut()
    {
        _cluster.Script.End = static id => id.Category == "a" ? ScriptedEnd.Hold : ScriptedEnd.Pass;

        var ended = await RunAsync(Plans.Layer("unit", Plans.Category("a"), Plans.Category("b")) with { BudgetMs = 1_500 });

        ended.Verdict.ShouldBe(Verdict.TimedOut);
        ended.Layers[0].Categories.Select(category => category.Verdict).ShouldBe([Verdict.TimedOut, Verdict.Passed]);
    }

    [Fact]
    public async Task Run_NoHostTakesAnything_TimesOutByTheGlobalDeadline()
    {
        _cluster.Script.HostsAccept = false;
        _cluster.Script.DropRun = static _ => true;
        var id = await _cluster.RunAsync(Plans.Execution(Plans.Layer("unit", Plans.Category("a"))) with { TimeoutMs = 1_000 });

        var ended = await _cluster.EndAsync(id);

        ended.Verdict.ShouldBe(Verdict.TimedOut);
        ended.Layers[0].Categories[0].State.ShouldBe(StepState.Skipped);
        _cluster.Script.Placed.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(FailFast.Category, Verdict.Passed)]
    [InlineData(FailFast.Immediate, Verdict.Cancelled)]
    public async Task Run_FailFast_StopsWhatItSays(FailFast failFast, Verdict other)
    {
        _cluster.Script.End = id => id.Category switch
        {
            "a" => ScriptedEnd.Fail,
            "slow" or "b" => ScriptedEnd.Hold,
            _ => ScriptedEnd.Pass,
        };
        var beside = other == Verdict.Passed ? Plans.Category("fast") : Plans.Category("slow");

        var ended = await RunAsync(
            Plans.Layer("unit", Plans.Category("a"), Plans.Category("b"), Plans.Category("d", "b")) with { FailFast = failFast }, Plans.Layer("beside", beside));

        ended.Verdict.ShouldBe(Verdict.Failed);
        ended.Layers.Select(layer => layer.Verdict).ShouldBe([Verdict.Failed, other]);
        ended.Layers[0].Categories.Single(category => category.Name == "d").State.ShouldBe(StepState.Skipped);
        ended.Layers[0].Categories.Single(category => category.Name == "b").Verdict.ShouldBeOneOf(Verdict.Cancelled, Verdict.Skipped);
    }

    [Theory]
    [InlineData(StateNames.Execution)]
    [InlineData(StateNames.Layer)]
    [InlineData(StateNames.Category)]
    public async Task Run_EachKindOfWriteFailsOnceBeforeAndAfterItsCommit_EndsWithTheSameVerdict(string kind)
    {
        var writes = 0;
        var armed = false;
        _cluster.Store.BeforeWrite = (name, _) => Fail(name, 2);
        _cluster.Store.AfterWrite = (name, _) => Fail(name, 5);
        void Fail(string name, int at)
        {
            if (armed && name == kind && Interlocked.Increment(ref writes) == at)
            {
                throw new IOException($"injected at write {at} of {kind}");
            }
        }

        var id = await _cluster.RunAsync(Plans.Execution(
            Plans.Layer("first", Plans.Category("a"), Plans.Category("b")), Plans.Layer("second", Plans.Category("c")) with { Phase = 2 }));
        armed = true;
        var ended = await _cluster.EndAsync(id);

        ended.Verdict.ShouldBe(Verdict.Passed);
        Types(id).Count(type => type == EventTypes.CategoryCompleted).ShouldBe(3);
        Types(id).Count(type => type == EventTypes.OrchestrationCompleted).ShouldBe(1);
        _cluster.Script.Placed.Select(placed => placed.Id).Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public async Task Stop_HostThatNobodySpeaksFor_RecordsTheLossAndEnds()
    {
        var key = new AttemptId("exec1", "unit", "a", 1);
        _cluster.Script.End = static _ => ScriptedEnd.Hold;
        _cluster.Script.DropRun = static _ => true; // only the placement below counts
        var id = await _cluster.RunAsync(Plans.Execution(Plans.Layer("unit", Plans.Category("a"))));
        id.ShouldBe(key.Execution);
        await _cluster.Client.GetGrain<ICategoryGrain>(key.CategoryKey).PlaceAsync(new PlacementRequest { Host = "gone", PlanHash = "plan-exec1" });

        await _cluster.Execution(id).CancelAsync("enough");

        var ended = await _cluster.EndAsync(id);
        ended.Verdict.ShouldBe(Verdict.Cancelled);
        ended.Layers[0].Categories[0].Attempts[0].Report.ShouldNotBeNull().Class.ShouldBe(FailureClass.Infra);
    }

    [Fact]
    public async Task Run_GrainsDeactivatedInTheMiddle_GoOnFromTheirRows()
    {
        _cluster.Script.End = static id => id.Category == "b" ? ScriptedEnd.Hold : ScriptedEnd.Pass;
        var id = await _cluster.RunAsync(Plans.Execution(Plans.Layer("unit", Plans.Category("a"), Plans.Category("b"), Plans.Category("c", "b"))));
        await _cluster.WaitForAsync(id, "the start of b", next => next is { Type: EventTypes.AttemptStarted, Category: "b" });
        await _cluster.Silos.DeactivateAsync(_cluster.Client.GetGrain<ILayerGrain>($"{id}/unit"));
        await _cluster.Silos.DeactivateAsync(_cluster.Execution(id));

        var attempt = _cluster.Script.Placed.First(placed => placed.Id.Category == "b");
        var report = ScriptedEnd.Pass.ToReport(attempt.Id, attempt.Epoch, attempt.Host, DateTimeOffset.UnixEpoch);
        var adopted = await _cluster.Client.GetGrain<ICategoryGrain>(attempt.Id.CategoryKey).AdoptAsync(new AdoptionRequest { Id = attempt.Id, Epoch = attempt.Epoch, Host = attempt.Host });
        await _cluster.Client.GetGrain<ICategoryGrain>(attempt.Id.CategoryKey).ReportAsync(report with { Epoch = adopted.Epoch });
        await _cluster.Execution(id).WakeAsync();

        var ended = await _cluster.EndAsync(id);
        ended.Verdict.ShouldBe(Verdict.Passed);
        ended.Layers[0].Categories.ShouldAllBe(category => category.Attempts.Count == 1);
    }

    private async Task<ExecutionSnapshot> RunAsync(params LayerPlan[] layers) => await _cluster.EndAsync(await _cluster.RunAsync(Plans.Execution(layers)));

    private List<string> Types(string id) => [.. _cluster.Store.Events(id).Select(next => next.Type)];
}
