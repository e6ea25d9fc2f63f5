using System.Diagnostics;
using Apex.Storage;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Apex.Silo.Tests.Storage;

public sealed class WriterTests
{
    private const string Insert = "INSERT INTO live_executions (execution_id, project, working_tree, shared) VALUES (@id, 'p', 't', 1)";

    [Fact]
    public async Task ExecuteAsync_ManyAtOnce_ShareCommits()
    {
        using var temp = new TempStore();
        var ended = await temp.WriteTogetherAsync([.. Enumerable.Range(0, 100).Select(n => (Func<Task>)(() => InsertAsync(temp, $"{n}")))]);

        ended.ShouldAllBe(write => write.IsCompletedSuccessfully);
        temp.Writer.Figures.LargestBatch.ShouldBe(100);
        temp.Writer.Figures.Commits.ShouldBe(2);
        temp.Writer.Figures.LongestWait.ShouldBeGreaterThan(TimeSpan.Zero);
    }

    [Fact]
    public async Task ExecuteAsync_Answered_TheNextReadSeesIt()
    {
        using var temp = new TempStore();
        await Parallel.ForEachAsync(Enumerable.Range(0, 2000), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (n, _) =>
        {
            await InsertAsync(temp, $"{n}");
            temp.Count($"live_executions WHERE execution_id = '{n}'").ShouldBe(1);
        });
    }

    [Fact]
    public async Task ExecuteAsync_ConditionFailsInABatch_OnlyItsCallerHasNoRow()
    {
        using var temp = new TempStore();
        var storage = await Rows.ProviderAsync(temp.Store);
        await Rows.Category(storage, "e", "l", "taken").WriteAsync(Rows.State("e", "l", "taken"));

        var ended = await temp.WriteTogetherAsync(
            () => Rows.Category(storage, "e", "l", "a").WriteAsync(Rows.State("e", "l", "a")),
            () => Rows.Category(storage, "e", "l", "taken").WriteAsync(Rows.State("e", "l", "taken")),
            () => Rows.Category(storage, "e", "l", "b").WriteAsync(Rows.State("e", "l", "b")));

        ended.Select(write => write.IsCompletedSuccessfully).ShouldBe([true, false, true]);
        ended[1].Exception!.InnerException.ShouldBeOfType<Orleans.Storage.InconsistentStateException>();
        temp.Writer.Figures.Replays.ShouldBe(0);
    }

    [Theory]
    [InlineData("INSERT INTO live_executions (execution_id) VALUES ('x')")]
    [InlineData("INSERT INTO no_such_table VALUES (1)")]
    [InlineData("INSERT INTO live_executions (execution_id, project, working_tree, shared) VALUES (@missing, 'p', 't', 1)")]
    [InlineData("this is no SQL")]
    [InlineData("COMMIT")]
    [InlineData("ROLLBACK")]
    [InlineData("BEGIN")]
    [InlineData("")]
    public async Task ExecuteAsync_StatementThrowsInABatch_OnlyItsCallerFails(string broken)
    {
        using var temp = new TempStore();
        var ended = await temp.WriteTogetherAsync(
            () => InsertAsync(temp, "a"), () => temp.Writer.ExecuteAsync(broken), () => InsertAsync(temp, "b"));

        ended.Select(write => write.IsCompletedSuccessfully).ShouldBe([true, false, true]);
        temp.Count("live_executions").ShouldBe(2);
        temp.Writer.Figures.Failures.ShouldBe(1);
        temp.Writer.Figures.Replays.ShouldBe(1);
        await InsertAsync(temp, "c");
    }

    [Fact]
    public async Task ExecuteAsync_LockedByAnotherProcessForTwoSeconds_WaitsAndRecovers()
    {
        using var temp = new TempStore();
        using var other = await StartAsync("lock-database", temp.Options.DataFolder);
        var write = InsertAsync(temp, "a");

        await Should.ThrowAsync<TimeoutException>(() => write.WaitAsync(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken));
        temp.Count("live_executions").ShouldBe(0); // readers go on
        await EndAsync(other);

        await write.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        temp.Count("live_executions").ShouldBe(1);
    }

    [Fact]
    public async Task ExecuteAsync_LockedLongerThanAllowed_FailsAndTheNextOneWorks()
    {
        using var temp = new TempStore(options => options.BusyTimeoutSeconds = 1);
        using var other = await StartAsync("lock-database", temp.Options.DataFolder);

        var error = await Should.ThrowAsync<SqliteException>(() => InsertAsync(temp, "a"));
        error.SqliteErrorCode.ShouldBe(raw.SQLITE_BUSY);
        temp.Writer.Figures.LastError.ShouldNotBeNull();
        await EndAsync(other);

        await InsertAsync(temp, "b");
        temp.Count("live_executions").ShouldBe(1);
        temp.Writer.Figures.LastError.ShouldBeNull();
    }

    [Fact]
    public async Task ExecuteAsync_DiskFull_FailsWhatDoesNotFitAndWorksAgainWithRoom()
    {
        using var temp = new TempStore();
        await temp.Writer.ExecuteAsync("PRAGMA max_page_count = 60");
        const string big = "INSERT INTO plans (hash, chunk, chunks, data) VALUES (@id, 0, 1, zeroblob(1000000))";

        var ended = await temp.WriteTogetherAsync(
            () => InsertAsync(temp, "a"), () => temp.Writer.ExecuteAsync(big, new SqlArgument("id", "x")), () => InsertAsync(temp, "b"));

        ended.Select(write => write.IsCompletedSuccessfully).ShouldBe([true, false, true]);
        ended[1].Exception!.InnerException.ShouldBeOfType<SqliteException>().SqliteErrorCode.ShouldBe(raw.SQLITE_FULL);
        await temp.Writer.ExecuteAsync("PRAGMA max_page_count = 100000");
        await temp.Writer.ExecuteAsync(big, new SqlArgument("id", "x"));
        temp.Count("plans").ShouldBe(1);
        temp.Count("live_executions").ShouldBe(2);
    }

    [Fact]
    public async Task ExecuteAsync_ProcessKilled_EveryAnsweredWriteIsThere()
    {
        using var temp = new TempStore();
        temp.Store.Dispose();
        var answered = new HashSet<string>(StringComparer.Ordinal);
        for (var round = 0; round < 20; round++)
        {
            using var child = Child.Start("write", temp.Options.DataFolder);
            for (var n = 0; n < 50 + (round * 7); n++)
            {
                answered.Add(await child.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) ?? throw new InvalidOperationException("the child ended"));
            }

            child.Kill();
            while (await child.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            {
                answered.Add(line);
            }

            await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        temp.Reopen();

        var stored = temp.Store.Readers.Execute("SELECT execution_id FROM live_executions", []).Rows.Select(row => (string)row[0]!);
        answered.Except(stored).ShouldBeEmpty();
        answered.Count.ShouldBeGreaterThan(20 * 50);
    }

    [Fact]
    public async Task CloseAsync_WritesWait_AllAreCommittedAndLaterOnesRefused()
    {
        using var temp = new TempStore(options => options.WriteQueue = 16);
        Task<RowSet>[] writes;
        Task closing;
        using (temp.HoldWriteLock())
        {
            writes = [.. Enumerable.Range(0, 16).Select(n => InsertAsync(temp, $"{n}"))];
            closing = temp.Store.DisposeAsync().AsTask();
        }

        await closing;

        writes.ShouldAllBe(write => write.IsCompletedSuccessfully);
        await Should.ThrowAsync<ObjectDisposedException>(() => InsertAsync(temp, "late"));
        temp.Reopen();
        temp.Count("live_executions").ShouldBe(16);
    }

    [Fact]
    public async Task ExecuteAsync_QueueIsFull_CallersWaitAndAllAreServed()
    {
        using var temp = new TempStore(options => options.WriteQueue = 16);

        await Task.WhenAll(Enumerable.Range(0, 500).Select(n => InsertAsync(temp, $"{n}")));

        temp.Count("live_executions").ShouldBe(500);
        temp.Writer.Figures.LargestBatch.ShouldBeLessThanOrEqualTo(16);
    }

    [Fact]
    public async Task ExecuteAsync_CancelledBeforeItsBatch_IsNotWritten()
    {
        using var temp = new TempStore();
        using var cancel = new CancellationTokenSource();
        var ended = await temp.WriteTogetherAsync(
            () => temp.Writer.ExecuteAsync(Insert, [new SqlArgument("id", "a")], cancel.Token),
            () =>
            {
                cancel.Cancel();
                return InsertAsync(temp, "b");
            });

        ended[0].IsCanceled.ShouldBeTrue();
        ended[1].IsCompletedSuccessfully.ShouldBeTrue();
        temp.Count("live_executions").ShouldBe(1);
    }

    [Theory]
    [InlineData("PRAGMA journal_mode", "wal")]
    [InlineData("PRAGMA synchronous", 2L)]
    public async Task ExecuteAsync_TheWritersConnection_IsDurable(string pragma, object expected)
    {
        using var temp = new TempStore();
        (await temp.Writer.ExecuteAsync(pragma)).Rows[0][0].ShouldBe(expected);
    }

    private static Task<RowSet> InsertAsync(TempStore temp, string id) => temp.Writer.ExecuteAsync(Insert, new SqlArgument("id", id));

    private static async Task<Process> StartAsync(string role, string folder)
    {
        var child = Child.Start(role, folder);
        (await child.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldBe("holds");
        return child;
    }

    private static async Task EndAsync(Process child)
    {
        child.StandardInput.Close();
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
    }
}
