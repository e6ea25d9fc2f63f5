using Apex.Background;
using Apex.Executions;
using Apex.Persistence;
using Apex.Planning;
using Apex.Services;
using Apex.Storage;
using Orleans.Runtime;
using Orleans.Storage;

namespace Apex.Silo.Tests.Storage;

/// <summary>Which executions have been kept long enough, and that nothing is left of one that is removed.</summary>
public sealed class RetentionRowsTests : IDisposable
{
    private readonly TempStore _temp = new();

    private RetentionRows Retention => new(_temp.Store, Rows.Cluster);

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Expired_ByAge_AreThoseThatEndedAndNothingElse()
    {
        var storage = await Rows.ProviderAsync(_temp.Store);
        await EndAsync(storage, "old", 0, ended: 10);
        await EndAsync(storage, "new", 1, ended: 20);
        await Execution(storage, "runs").WriteAsync(Rows.Execution("runs", At(0), ExecutionState.ExecutingLayers));
        await EndAsync(storage, "behind", 0, ended: 1, ExecutionState.BackgroundRunning);

        (await Retention.ExpiredAsync(Query(before: 9))).ShouldBeEmpty();
        (await Retention.ExpiredAsync(Query(before: 10))).ShouldBe(["old"]);
        (await Retention.ExpiredAsync(Query(before: 1000))).ShouldBe(["old", "new"], "oldest first; never what goes on, were it with its background layers alone");
        (await Retention.ExpiredAsync(Query(before: 1000) with { Limit = 1 })).ShouldBe(["old"]);
    }

    [Fact]
    public async Task Expired_ByNumber_AreTheOldestThatDidNotEndJustNow()
    {
        var storage = await Rows.ProviderAsync(_temp.Store);
        foreach (var (id, created) in new[] { ("run-a", 1), ("run-b", 2), ("run-c", 2), ("run-d", 3) })
        {
            await EndAsync(storage, id, created, ended: created + 10);
        }

        await Execution(storage, "runs").WriteAsync(Rows.Execution("runs", At(0), ExecutionState.ExecutingLayers));
        await EndTaskAsync(storage, "task", 9, ended: 19);

        (await Retention.ExpiredAsync(Query() with { Keep = 4 })).ShouldBeEmpty();
        (await Retention.ExpiredAsync(Query() with { Keep = 2 })).ShouldBe(["run-a", "run-b"], "of two that began together one is kept; tasks are not counted");
        (await Retention.ExpiredAsync(Query() with { Keep = 0 })).ShouldBe(["run-a", "run-b", "run-c", "run-d"]);
        (await Retention.ExpiredAsync(Query() with { Keep = 0, Recent = At(12) })).ShouldBe(["run-a", "run-b", "run-c"]);
    }

    [Fact]
    public async Task Expired_OfTheLane_HaveTheirOwnTime()
    {
        var storage = await Rows.ProviderAsync(_temp.Store);
        await EndTaskAsync(storage, "task", 0, ended: 10);
        await Execution(storage, "waits").WriteAsync(Task("waits", 1));

        (await Retention.ExpiredAsync(Query(before: 1000) with { Keep = 0 })).ShouldBeEmpty("30 days of its own are not over");
        (await Retention.ExpiredAsync(Query() with { Now = At(9).AddDays(30) })).ShouldBeEmpty();
        (await Retention.ExpiredAsync(Query() with { Now = At(11).AddDays(30) })).ShouldBe(["task"]);
        (await Retention.ExpiredAsync(Query() with { LaneEndedBefore = At(10) })).ShouldBe(["task"], "whoever asks for an age means tasks too");
        (await Retention.ExpiredAsync(Query() with { Now = At(11).AddDays(3000), LaneEndedBefore = At(1000) })).ShouldBe(["task"], "what waits is kept, however long");
    }

    [Fact]
    public async Task RemoveAsync_OfMoreThanAPiece_LeavesNothingOfItAndAllOfTheOthers()
    {
        const int many = 1_100;
        var storage = await Rows.ProviderAsync(_temp.Store);
        await EndTaskAsync(storage, "t1", 0, ended: 10);
        await System.Threading.Tasks.Task.WhenAll(Enumerable.Range(0, many).Select(number =>
            Rows.Category(storage, "t1", "l", $"c{number}").WriteAsync(Rows.State("t1", "l", $"c{number}", "category_queued"))));
        await Rows.Category(storage, "t10", "l", "e2e").WriteAsync(Rows.State("t10", "l", "e2e", "category_queued"));
        await Execution(storage, "kept").WriteAsync(Rows.Execution("kept", At(0)));
        _temp.Count("events").ShouldBe(many + 2);

        await Retention.RemoveAsync("t1");

        _temp.Store.Readers.Execute("SELECT GrainIdExtensionString FROM OrleansStorage ORDER BY 1", []).Rows.Select(static row => (string)row[0]!).ShouldBe(["kept", "t10/l/e2e"]);
        _temp.Store.Readers.Execute("SELECT execution_id FROM event_logs", []).Rows.Select(static row => (string)row[0]!).ShouldBe(["t10", "kept"], ignoreOrder: true);
        _temp.Count("events").ShouldBe(1, "the event of t10");
        _temp.Count("executions").ShouldBe(1);
        _temp.Count("background_tasks").ShouldBe(0);
        await Retention.RemoveAsync("t1"); // again: harmless
    }

    [Theory]
    [InlineData("OrleansStorage")]
    [InlineData("events")]
    [InlineData("event_logs")]
    [InlineData("executions")]
    public async Task RemoveAsync_CutShort_IsFoundAgain(string table)
    {
        var storage = await Rows.ProviderAsync(_temp.Store);
        await EndAsync(storage, "old", 0, ended: 10);
        await Rows.Category(storage, "old", "l", "c").WriteAsync(Rows.State("old", "l", "c", "category_queued"));
        await _temp.Writer.ExecuteAsync($"CREATE TRIGGER cut BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, 'cut'); END");

        await Should.ThrowAsync<Exception>(() => Retention.RemoveAsync("old"));
        (await Retention.ExpiredAsync(Query(before: 10))).ShouldBe(["old"]);
        await _temp.Writer.ExecuteAsync("DROP TRIGGER cut");
        await Retention.RemoveAsync("old");

        (await Retention.ExpiredAsync(Query(before: 10))).ShouldBeEmpty();
        _temp.Count("OrleansStorage").ShouldBe(0);
        _temp.Count("events").ShouldBe(0);
    }

    [Fact]
    public async Task Expired_ThatAKeyNames_AreKeptUntilNoRunnerRemembersThem()
    {
        var storage = await Rows.ProviderAsync(_temp.Store);
        var (keyed, plain) = (ExecutionId.FromKey("local", "demo", "K"), ExecutionId.New(At(0)));
        await EndAsync(storage, keyed, 0, ended: 10);
        await EndAsync(storage, plain, 0, ended: 10);
        await EndTaskAsync(storage, ExecutionId.FromKey("local", "demo", "T"), 0, ended: 10);
        var all = Query(before: 1000) with { Keep = 0, LaneEndedBefore = At(1000) };

        (await Retention.ExpiredAsync(all with { KeyedEndedBefore = At(9) })).ShouldBe([plain]);
        (await Retention.ExpiredAsync(all with { KeyedEndedBefore = At(10) })).Count.ShouldBe(3);
    }

    [Fact]
    public async Task Expired_OfAnotherRegion_AreItsOwnBusiness()
    {
        await EndAsync(await Rows.ProviderAsync(_temp.Store), "ours", 5, ended: 10);
        await _temp.Writer.ExecuteAsync("INSERT INTO executions SELECT 'theirs', project, mode, environment, branch, commit_id, state, verdict, created_at, started_at, finished_at, version FROM executions");
        await _temp.Writer.ExecuteAsync("INSERT INTO OrleansStorage (ServiceId, GrainTypeString, GrainIdExtensionString, GrainIdN0, GrainIdN1, Version) VALUES ('apex-ci', 'execution', 'theirs', 0, 0, 1)");

        (await Retention.ExpiredAsync(Query(before: 1000))).ShouldBe(["ours"]);
        (await Retention.ExpiredAsync(Query() with { Keep = 1 })).ShouldBeEmpty("theirs is not counted");
    }

    [Fact]
    public async Task EndsAsync_TellsWhatEndedAndWhatDidNot()
    {
        var storage = await Rows.ProviderAsync(_temp.Store);
        await EndAsync(storage, "old", 0, ended: 10);
        await Execution(storage, "runs").WriteAsync(Rows.Execution("runs", At(0), ExecutionState.ExecutingLayers));

        (await Retention.EndsAsync()).ShouldBe(new Dictionary<string, DateTimeOffset?> { ["old"] = At(10), ["runs"] = null }, ignoreOrder: true);
    }

    [Fact]
    public async Task Reopen_RemovesPlansThatNothingNeeds()
    {
        var storage = await Rows.ProviderAsync(_temp.Store);
        var (needed, served, unneeded) = (Plan("needed"), Plan("served"), Plan("unneeded"));
        var plans = new PlanStore(_temp.Store);
        await plans.SaveAsync(PlanHash.Of(needed), needed);
        await plans.SaveAsync(PlanHash.Of(served), served);
        await plans.SaveAsync(PlanHash.Of(unneeded), unneeded);
        var pool = new DurableState<ServicePoolState>(storage, StateNames.ServicePool, GrainId.Create("servicepool", "pool"));
        pool.AssumeNew();
        await pool.WriteAsync(new ServicePoolState { Services = [new ServiceEntry { Key = "db", Name = "db", PlanHash = PlanHash.Of(served), Execution = "gone" }] });
        await Execution(storage, "run").WriteAsync(Rows.Execution("run", At(0)) with { PlanHash = PlanHash.Of(needed) });

        _temp.Reopen();

        (await new PlanStore(_temp.Store).LoadAsync(PlanHash.Of(needed))).Mode.ShouldBe("needed");
        (await new PlanStore(_temp.Store).LoadAsync(PlanHash.Of(served))).Mode.ShouldBe("served", "a service that is up needs it");
        await Should.ThrowAsync<KeyNotFoundException>(async () => await new PlanStore(_temp.Store).LoadAsync(PlanHash.Of(unneeded)));
    }

    [Fact]
    public async Task Reopen_ARowThatCannotBeRead_OpensAndKeepsEveryPlan()
    {
        var plan = Plan("unneeded");
        await new PlanStore(_temp.Store).SaveAsync(PlanHash.Of(plan), plan);
        await _temp.Writer.ExecuteAsync("INSERT INTO OrleansStorage (ServiceId, GrainTypeString, GrainIdExtensionString, GrainIdN0, GrainIdN1, PayloadBinary, Version) VALUES ('s', 'other', 'run', 0, 0, CAST('no json' AS BLOB), 1)");
        await _temp.Writer.ExecuteAsync("UPDATE OrleansStorage SET GrainTypeString = 'execution'");

        _temp.Reopen();

        (await new PlanStore(_temp.Store).LoadAsync(PlanHash.Of(plan))).Mode.ShouldBe("unneeded");
    }

    private static ExecutionPlan Plan(string mode) => Testing.Plans.Execution() with { Mode = mode };

    private static ExpiredQuery Query(int before = -1000) => new(At(1000), At(before), LaneEndedBefore: null, KeyedEndedBefore: At(-1000), Keep: 1000, Recent: At(1000), Limit: 100);

    private static DateTimeOffset At(int second) => new DateTimeOffset(2026, 5, 6, 7, 8, 9, TimeSpan.Zero).AddSeconds(second);

    private static ExecutionRecord Task(string id, int created) =>
        Rows.Execution(id, At(created)) with { Background = new BackgroundTicket { Priority = 2, Categories = ["e2e"], RetentionDays = 30 } };

    private static Task EndTaskAsync(IGrainStorage storage, string id, int created, int ended) => EndAsync(storage, Task(id, created), ended, ExecutionState.Completed);

    private static Task EndAsync(IGrainStorage storage, string id, int created, int ended, ExecutionState state = ExecutionState.Completed) =>
        EndAsync(storage, Rows.Execution(id, At(created)), ended, state);

    private static async Task EndAsync(IGrainStorage storage, ExecutionRecord record, int ended, ExecutionState state)
    {
        var row = Execution(storage, record.ExecutionId);
        await row.WriteAsync(record with { Outbox = [Rows.Event("orchestration_queued")] });
        await row.WriteAsync(record with { State = state, Verdict = Verdict.Passed, FinishedAt = At(ended), Outbox = [] });
    }

    private static DurableState<ExecutionRecord> Execution(IGrainStorage storage, string id)
    {
        var row = new DurableState<ExecutionRecord>(storage, StateNames.Execution, GrainId.Create("execution", id));
        row.AssumeNew();
        return row;
    }
}
