using Apex.Executions;
using Apex.Persistence;
using Apex.Storage;
using Orleans.Runtime;
using Orleans.Storage;

namespace Apex.Silo.Tests.Storage;

public sealed class EventTests : IDisposable
{
    private readonly TempStore _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task ReadAsync_SixtyFourGrainsOfFiveExecutions_NumbersHaveNoGapsAndFollowEachGrain()
    {
        var storage = await Rows.ProviderAsync(_temp.Store);
        await Task.WhenAll(Enumerable.Range(0, 64).Select(grain => Task.Run(async () =>
        {
            var (execution, category) = ($"e{grain % 5}", $"c{grain}");
            var row = Rows.Category(storage, execution, "l", category);
            for (var n = 0; n < 20; n++)
            {
                await row.WriteAsync(Rows.State(execution, "l", category, $"first_{n}", $"second_{n}"));
            }
        })));

        var log = new EventLog(_temp.Store);
        for (var e = 0; e < 5; e++)
        {
            var events = await log.ReadAsync($"e{e}", 0, int.MaxValue);
            events.Select(item => item.Seq).ShouldBe(Enumerable.Range(1, events.Count).Select(n => (long)n));
            events.Count.ShouldBe(Enumerable.Range(0, 64).Count(grain => grain % 5 == e) * 40);
            foreach (var grain in events.GroupBy(item => item.Category))
            {
                grain.Select(item => item.Type).ShouldBe(Enumerable.Range(0, 20).SelectMany(n => new[] { $"first_{n}", $"second_{n}" }));
            }
        }
    }

    [Fact]
    public async Task ReadAsync_AnEvent_ComesBackWhole()
    {
        var storage = await Rows.ProviderAsync(_temp.Store);
        await Rows.Category(storage, "e", "l", "c").WriteAsync(Rows.State("e", "l", "c", "category_queued"));

        var item = (await new EventLog(_temp.Store).ReadAsync("e", 0, 10)).ShouldHaveSingleItem();

        var sent = Rows.Event("category_queued", "l", "c");
        (item.Seq, item.Type, item.Timestamp, item.ExecutionId, item.Layer, item.Category, item.Attempt, item.Agent, item.Data)
            .ShouldBe((1L, sent.Type, sent.Timestamp, "e", sent.Layer, sent.Category, sent.Attempt, null, sent.Data));
    }

    [Fact]
    public async Task ReadAsync_AfterAndLimit_GiveThePageBetween()
    {
        var storage = await Rows.ProviderAsync(_temp.Store);
        await Rows.Category(storage, "e", "l", "c").WriteAsync(Rows.State("e", "l", "c", [.. Enumerable.Range(1, 10).Select(n => $"t{n}")]));

        var page = await new EventLog(_temp.Store).ReadAsync("e", after: 4, limit: 3);

        page.Select(item => item.Type).ShouldBe(["t5", "t6", "t7"]);
    }

    [Fact]
    public async Task Write_ThatIsRolledBack_TakesItsEventsWithIt()
    {
        var storage = await Rows.ProviderAsync(_temp.Store);
        var ended = await _temp.WriteTogetherAsync(
            () => Rows.Category(storage, "e", "l", "a").WriteAsync(Rows.State("e", "l", "a", "one")),
            () => _temp.Writer.ExecuteAsync("INSERT INTO executions (execution_id) VALUES (NULL)"),
            () => Rows.Category(storage, "e", "l", "b").WriteAsync(Rows.State("e", "l", "b", "two")));

        ended[1].IsFaulted.ShouldBeTrue();
        (await new EventLog(_temp.Store).ReadAsync("e", 0, 10)).Select(item => (item.Seq, item.Type)).ShouldBe([(1L, "one"), (2L, "two")]);
    }

    [Fact]
    public async Task ListAsync_EachWriteOfAnExecution_ReadModelFollows()
    {
        var storage = await Rows.ProviderAsync(_temp.Store);
        var row = Execution(storage, "e1");
        var begun = Rows.Execution("e1", At(0));
        await row.WriteAsync(begun);
        await row.WriteAsync(begun with { State = ExecutionState.Completed, Verdict = Verdict.TimedOut, StartedAt = At(1), FinishedAt = At(2) });
        await Should.ThrowAsync<InconsistentStateException>(() => Execution(storage, "e1").WriteAsync(begun));

        var item = (await new ExecutionRows(_temp.Store).ListAsync(new ExecutionListQuery())).ShouldHaveSingleItem();

        item.ShouldBe(new ExecutionListItem
        {
            Id = "e1",
            Project = "demo",
            Mode = "fast_feedback",
            Environment = "test",
            Branch = "main",
            Commit = "abc",
            State = ExecutionState.Completed,
            Verdict = Verdict.TimedOut,
            CreatedAt = At(0),
            StartedAt = At(1),
            FinishedAt = At(2),
        });
    }

    [Fact]
    public async Task ListAsync_Filters_AreNewestFirstAndJoined()
    {
        var storage = await Rows.ProviderAsync(_temp.Store);
        for (var n = 0; n < 6; n++)
        {
            var state = n % 2 == 0 ? ExecutionState.Completed : ExecutionState.ExecutingLayers;
            await Execution(storage, $"e{n}").WriteAsync(Rows.Execution($"e{n}", At(n), state, n < 4 ? "demo" : "other"));
        }

        await ShouldList(new ExecutionListQuery { Limit = 2 }, "e5", "e4");
        await ShouldList(new ExecutionListQuery { LiveOnly = true }, "e5", "e3", "e1");
        await ShouldList(new ExecutionListQuery { Project = "demo", Before = At(3) }, "e2", "e1", "e0");
        await ShouldList(new ExecutionListQuery { Project = "demo", Before = At(3), LiveOnly = true }, "e1");
        await ShouldList(new ExecutionListQuery { Project = "none" });
    }

    private static DateTimeOffset At(int second) => new DateTimeOffset(2026, 5, 6, 7, 8, 9, TimeSpan.Zero).AddSeconds(second).AddTicks(1);

    private static DurableState<ExecutionRecord> Execution(IGrainStorage storage, string id)
    {
        var row = new DurableState<ExecutionRecord>(storage, StateNames.Execution, GrainId.Create("execution", id));
        row.AssumeNew();
        return row;
    }

    private async Task ShouldList(ExecutionListQuery query, params string[] ids) =>
        (await new ExecutionRows(_temp.Store).ListAsync(query)).Select(item => item.Id).ShouldBe(ids);
}
