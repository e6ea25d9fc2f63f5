using Apex.Background;
using Apex.Executions;
using Apex.Persistence;
using Apex.Storage;
using Orleans.Runtime;
using Orleans.Storage;

namespace Apex.Silo.Tests.Storage;

/// <summary>The index of the background lane.</summary>
public sealed class BackgroundRowsTests : IDisposable
{
    private readonly TempStore _temp = new();

    private BackgroundRows Lane => new(_temp.Store, Rows.Cluster);

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task LiveAsync_AndEndedAsync_FollowTheRowsOfTheLaneAlone()
    {
        var storage = await Rows.ProviderAsync(_temp.Store);
        await Execution(storage, "other").WriteAsync(Rows.Execution("other", At(0)));
        await Execution(storage, "waits").WriteAsync(Task("waits", 1));
        await EndAsync(storage, "first", 2, ended: 10, "e2e", "cypress");
        await EndAsync(storage, "second", 3, ended: 20, "e2e");

        (await Lane.LiveAsync()).Select(static record => record.ExecutionId).ShouldBe(["waits"]);
        Ids(await Lane.EndedAsync(new BackgroundQuery())).ShouldBe("second first");
        Ids(await Lane.EndedAsync(new BackgroundQuery { Limit = 1 })).ShouldBe("second");
        Ids(await Lane.EndedAsync(new BackgroundQuery { Category = "cypress" })).ShouldBe("first");
        Ids(await Lane.EndedAsync(new BackgroundQuery { Category = "' OR 1" })).ShouldBe("");
        Ids(await Lane.EndedAsync(new BackgroundQuery { Since = At(11) })).ShouldBe("second");
        (await Lane.FindAsync("waits"))!.Background!.Priority.ShouldBe(2);
        (await Lane.FindAsync("other")).ShouldBeNull();
        _temp.Reopen();
        (await Lane.LiveAsync()).Count.ShouldBe(1);
    }

    private static DateTimeOffset At(int second) => new DateTimeOffset(2026, 5, 6, 7, 8, 9, TimeSpan.Zero).AddSeconds(second);

    private static string Ids(IEnumerable<ExecutionRecord> records) => string.Join(' ', records.Select(static record => record.ExecutionId));

    private static ExecutionRecord Task(string id, int created, params string[] categories) =>
        Rows.Execution(id, At(created)) with { Background = new BackgroundTicket { Priority = 2, Categories = [.. categories], RetentionDays = 30 } };

    private static async Task EndAsync(IGrainStorage storage, string id, int created, int ended, params string[] categories)
    {
        var row = Execution(storage, id);
        var task = Task(id, created, categories) with { Outbox = [Rows.Event("background_queued")] };
        await row.WriteAsync(task);
        await row.WriteAsync(task with { State = ExecutionState.Completed, Verdict = Verdict.Passed, FinishedAt = At(ended), Outbox = [] });
    }

    private static DurableState<ExecutionRecord> Execution(IGrainStorage storage, string id)
    {
        var row = new DurableState<ExecutionRecord>(storage, StateNames.Execution, GrainId.Create("execution", id));
        row.AssumeNew();
        return row;
    }
}
