using System.Text.Json;
using Apex.Categories;
using Apex.Planning;
using Apex.Progress;
using Apex.Results;
using Apex.Testing;

namespace Apex.Grains.Tests.Progress;

/// <summary>Events that need more than a run that passes, each by a real transition of real grains.</summary>
public sealed class EventProductionTests : IAsyncLifetime
{
    private ApexCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await ApexCluster.StartAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Run_ThatPasses_QueuesStartsAndEndsEachStep()
    {
        var id = await _cluster.RunAsync(Plans.Execution(Plans.Layer("unit", Plans.Category("a"))));

        await _cluster.EndAsync(id);

        _cluster.Store.Events(id).Select(static next => next.Type).ShouldBe(
        [
            EventTypes.OrchestrationQueued, EventTypes.OrchestrationStarted, EventTypes.LayerQueued, EventTypes.LayerStarted, EventTypes.CategoryQueued, EventTypes.CategoryStarted,
            EventTypes.AttemptStarted, EventTypes.AttemptFinished, EventTypes.CategoryCompleted, EventTypes.LayerCompleted, EventTypes.VerdictDecided, EventTypes.OrchestrationCompleted,
        ]);
    }

    [Fact]
    public async Task Progress_OfARunningAttempt_IsToldUnderTheHighestTermOnly()
    {
        var (id, open) = await HeldAsync();
        var category = Category(open.Id);

        await category.ProgressAsync(new AttemptProgress { Id = open.Id, Epoch = open.Epoch - 1, ElapsedMs = 1 });
        await category.ProgressAsync(new AttemptProgress { Id = open.Id, Epoch = open.Epoch, ElapsedMs = 12_000, LogBytes = 34 });

        var told = Of(id, EventTypes.CategoryProgress).ShouldHaveSingleItem();
        Data(told).GetProperty("elapsed_ms").GetInt64().ShouldBe(12_000);
        Data(told).GetProperty("log_bytes").GetInt64().ShouldBe(34);
    }

    [Fact]
    public async Task Adopt_ARunningAttempt_WasDetachedAndIsReattachedUnderAHigherTerm()
    {
        var (id, open) = await HeldAsync();

        (await Category(open.Id).AdoptAsync(new AdoptionRequest { Id = open.Id, Epoch = open.Epoch, Host = open.Host })).Adopted.ShouldBeTrue();

        var (detached, reattached) = (Of(id, EventTypes.CategoryDetached).ShouldHaveSingleItem(), Of(id, EventTypes.CategoryReattached).ShouldHaveSingleItem());
        reattached.Seq.ShouldBe(detached.Seq + 1);
        Data(reattached).GetProperty("epoch").GetInt64().ShouldBeGreaterThan(Data(detached).GetProperty("epoch").GetInt64());
    }

    [Theory]
    [InlineData(3, 3, false)]
    [InlineData(80, TestEnd.MostTold, true)]
    public async Task Report_WithTests_TellsEachUpToABoundAndSaysWhatItLeavesOut(int tests, int told, bool warned)
    {
        var (id, open) = await HeldAsync();

        await Category(open.Id).ReportAsync(Report(open) with
        {
            Counts = new TestCounts { Total = tests, Passed = tests },
            Tests = [.. Enumerable.Range(0, tests).Select(static number => new TestEnd { Name = $"t{number:00}{new string('x', 500)}", Status = TestStatus.Passed, DurationMs = 1.5 })],
        });

        var events = Of(id, EventTypes.TestCompleted);
        events.Count.ShouldBe(told);
        Data(events[0]).GetProperty("test").GetString()!.ShouldStartWith("t00x");
        Data(events[0]).GetProperty("test").GetString()!.Length.ShouldBe(200);
        Data(events[0]).GetProperty("status").GetString().ShouldBe("passed");
        Of(id, EventTypes.Warning).Any(static next => next.Data.Contains("tests_not_told", StringComparison.Ordinal)).ShouldBe(warned);
        _cluster.Store.LargestRow.ShouldBeLessThan(65_536);
        (await Category(open.Id).GetAsync()).Attempts[0].Report!.Tests.ShouldBeNull("the record holds counts, the report holds tests");
    }

    [Fact]
    public async Task Report_OfACutLog_TellsThatItIsTruncated()
    {
        var (id, open) = await HeldAsync();

        await Category(open.Id).ReportAsync(Report(open) with { LogBytes = 1000, LogBytesDropped = 400 });

        Data(Of(id, EventTypes.LogTruncated).ShouldHaveSingleItem()).GetProperty("log_bytes_dropped").GetInt64().ShouldBe(400);
    }

    [Fact]
    public async Task Report_AnotherOneForARecordedAttempt_IsALateResult()
    {
        var (id, open) = await HeldAsync();
        await Category(open.Id).ReportAsync(Report(open));

        (await Category(open.Id).ReportAsync(Report(open) with { Digest = "other", Verdict = Verdict.Failed, Class = FailureClass.Test })).Outcome.ShouldBe(ReportOutcome.Late);

        Of(id, EventTypes.AttemptLateResult).ShouldHaveSingleItem().Attempt.ShouldBe(1);
    }

    [Fact]
    public async Task Report_ThatItCouldNotBeFoundOut_IsAnError()
    {
        var (id, open) = await HeldAsync();

        await Category(open.Id).ReportAsync(Report(open) with { Verdict = Verdict.Error, Class = FailureClass.Config, Reason = "no such command" });

        var fault = Data(Of(id, EventTypes.ErrorOccurred).ShouldHaveSingleItem());
        (fault.GetProperty("code").GetString(), fault.GetProperty("message").GetString()).ShouldBe(("config", "no such command"));
    }

    [Fact]
    public async Task Run_InfraEachTime_LosesEachAttemptAndTellsTheQuarantine()
    {
        _cluster.Script.End = static _ => ScriptedEnd.Of(FailureClass.Infra);
        var id = await _cluster.RunAsync(Plans.Execution(Plans.Layer("unit", Plans.Category("a"))));

        await _cluster.EndAsync(id);

        Of(id, EventTypes.AttemptLost).Count.ShouldBe(4);
        Data(Of(id, EventTypes.ErrorOccurred).ShouldHaveSingleItem()).GetProperty("code").GetString().ShouldBe("quarantined");
    }

    [Fact]
    public async Task Cancel_OfARun_CancelsItsLayerAndItsCategory()
    {
        var (id, _) = await HeldAsync();

        await _cluster.Execution(id).CancelAsync("enough");
        await _cluster.EndAsync(id);

        Of(id, EventTypes.OrchestrationCancelled).Count.ShouldBe(1);
        Of(id, EventTypes.LayerCancelled).ShouldHaveSingleItem().Layer.ShouldBe("unit");
        Of(id, EventTypes.CategoryCancelled).ShouldHaveSingleItem().Category.ShouldBe("a");
        Of(id, EventTypes.CategorySkipped).ShouldHaveSingleItem().Category.ShouldBe("b");
        Of(id, EventTypes.LayerSkipped).ShouldHaveSingleItem().Layer.ShouldBe("later");
    }

    /// <summary>An execution whose category 'a' runs until it is stopped.</summary>
    private async Task<(string Execution, OpenAttempt Open)> HeldAsync()
    {
        _cluster.Script.End = static id => id.Category == "a" ? ScriptedEnd.Hold : ScriptedEnd.Pass;
        var id = await _cluster.RunAsync(Plans.Execution(
            Plans.Layer("unit", Plans.Category("a"), Plans.Category("b", "a")), Plans.Layer("later", Plans.Category("c")) with { Phase = 2 }));
        await _cluster.WaitForAsync(id, "the start of a", static next => next is { Type: EventTypes.AttemptStarted, Category: "a" });
        var (attempt, epoch, host) = _cluster.Script.Placed.Single(placed => placed.Id.Execution == id && placed.Id.Category == "a");
        return (id, new OpenAttempt { Id = attempt, Epoch = epoch, Host = host });
    }

    private ICategoryGrain Category(AttemptId id) => _cluster.Client.GetGrain<ICategoryGrain>(id.CategoryKey);

    private static AttemptReport Report(OpenAttempt open) => ScriptedEnd.Pass.ToReport(open.Id, open.Epoch, open.Host, DateTimeOffset.UnixEpoch);

    private List<ProgressEvent> Of(string execution, string type) => [.. _cluster.Store.Events(execution).Where(next => next.Type == type)];

    private static JsonElement Data(ProgressEvent next) => JsonDocument.Parse(next.Data).RootElement;
}
