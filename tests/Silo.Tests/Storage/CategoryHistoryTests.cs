using Apex.Categories;
using Apex.Storage;
using Orleans.Storage;

namespace Apex.Silo.Tests.Storage;

/// <summary>The history that estimates are made of, fed by the commits that end categories.</summary>
public sealed class CategoryHistoryTests
{
    [Fact]
    public async Task Write_OfEndedCategories_KeepsAnAverageThatForgets()
    {
        using var temp = new TempStore();
        var storage = await Rows.ProviderAsync(temp.Store);

        await EndAsync(storage, "e1", 1000);
        (await ReadAsync(temp)).ShouldBe(1000);
        await EndAsync(storage, "e2", 2000);
        (await ReadAsync(temp)).ShouldBe(1500);
        await EndAsync(storage, "e3", 3000);
        (await ReadAsync(temp)).ShouldBe(2000);
        await EndAsync(storage, "e4", 8000);
        (await ReadAsync(temp)).ShouldBe(4000); // a third of the way, not a quarter

        temp.Count("category_history").ShouldBe(1);
    }

    [Theory]
    [InlineData(Verdict.Failed, true)]
    [InlineData(Verdict.TimedOut, true)]
    [InlineData(Verdict.Error, false)]
    [InlineData(Verdict.Cancelled, false)]
    [InlineData(Verdict.NoTests, false)]
    public async Task Write_OfAVerdict_CountsWhatRanToAnEndOfItsOwn(Verdict verdict, bool counts)
    {
        using var temp = new TempStore();

        await EndAsync(await Rows.ProviderAsync(temp.Store), "e1", 1000, verdict);

        (await ReadAsync(temp)).ShouldBe(counts ? 1000 : null);
    }

    [Fact]
    public async Task Write_OfTheSameExecutionAgain_DoesNotCountAgain()
    {
        using var temp = new TempStore();
        var row = await EndAsync(await Rows.ProviderAsync(temp.Store), "e1", 1000);

        await row.WriteAsync(row.Value with { Reason = "a late result came" });

        temp.Store.Readers.Execute("SELECT runs FROM category_history", []).Rows[0][0].ShouldBe(1L);
    }

    [Fact]
    public async Task Read_OfAnotherProject_KnowsNothing()
    {
        using var temp = new TempStore();
        await EndAsync(await Rows.ProviderAsync(temp.Store), "e1", 1000);

        (await new CategoryHistory(temp.Store, Rows.Cluster).ReadAsync("other")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Read_OfSomeCategories_KnowsThoseAlone()
    {
        using var temp = new TempStore();
        await EndAsync(await Rows.ProviderAsync(temp.Store), "e1", 1000);
        var history = new CategoryHistory(temp.Store, Rows.Cluster);

        (await history.ReadAsync("demo", ["b", "a"])).ShouldBe(new Dictionary<string, long> { ["a"] = 1000 });
        (await history.ReadAsync("demo", ["b"])).ShouldBeEmpty();
        (await history.ReadAsync("other", ["a"])).ShouldBeEmpty();
    }

    [Fact]
    public void Read_OfSomeCategories_LooksEachUpByItsKey()
    {
        using var temp = new TempStore();

        var steps = temp.Store.Readers.Execute($"EXPLAIN QUERY PLAN {CategoryHistory.Some}", [new("project", "demo"), new("categories", "[]")]).Rows.Select(static row => (string)row[3]!).ToList();

        // The other order parses the list once for each row of the project: ten thousand categories took minutes.
        steps.Count.ShouldBe(2);
        steps[0].ShouldStartWith("SCAN wanted");
        steps[1].ShouldBe("SEARCH history USING PRIMARY KEY (project=? AND category=?)");
    }

    [Fact]
    public async Task Failed_IsWhatDidNotPassTheLastTime()
    {
        using var temp = new TempStore();
        var storage = await Rows.ProviderAsync(temp.Store);
        var history = new CategoryHistory(temp.Store, Rows.Cluster);

        (await history.FailedAsync("demo")).ShouldBeEmpty();
        await EndAsync(storage, "e1", 1000, Verdict.Failed);
        (await history.FailedAsync("demo")).ShouldBe(["a"]);
        (await history.FailedAsync("other")).ShouldBeEmpty();
        await EndAsync(storage, "e2", 1000, Verdict.Cancelled);
        (await history.FailedAsync("demo")).ShouldBe(["a"]); // a cancelled one says nothing
        await EndAsync(storage, "e3", 1000);
        (await history.FailedAsync("demo")).ShouldBeEmpty();
    }

    private static async Task<Persistence.DurableState<CategoryState>> EndAsync(IGrainStorage storage, string execution, long milliseconds, Verdict verdict = Verdict.Passed)
    {
        var parent = new Persistence.DurableState<Executions.ExecutionRecord>(storage, Persistence.StateNames.Execution, Orleans.Runtime.GrainId.Create("execution", execution));
        parent.AssumeNew();
        await parent.WriteAsync(Rows.Execution(execution, DateTimeOffset.UnixEpoch));
        var row = Rows.Category(storage, execution, "unit", "a");
        await row.WriteAsync(Rows.State(execution, "unit", "a"));
        await row.WriteAsync(Rows.State(execution, "unit", "a") with { State = StepState.Completed, Verdict = verdict, Attempts = [Attempt(execution, milliseconds, verdict)] });
        return row;
    }

    private static AttemptSnapshot Attempt(string execution, long milliseconds, Verdict verdict) => new()
    {
        Number = 1,
        Epoch = 1,
        Host = "h",
        State = StepState.Completed,
        Report = new AttemptReport { Id = new AttemptId(execution, "unit", "a", 1), Epoch = 1, Digest = "d", Host = "h", Verdict = verdict, FinishedAt = DateTimeOffset.UnixEpoch, DurationMs = milliseconds },
    };

    private static async Task<long?> ReadAsync(TempStore temp) =>
        (await new CategoryHistory(temp.Store, Rows.Cluster).ReadAsync("demo")).TryGetValue("a", out var known) ? known : null;
}
