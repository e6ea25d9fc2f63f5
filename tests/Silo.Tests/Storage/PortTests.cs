using Apex.Categories;
using Apex.Persistence;
using Apex.Planning;
using Apex.Storage;

namespace Apex.Silo.Tests.Storage;

public sealed class PortTests : IDisposable
{
    private readonly TempStore _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task CategoryRows_RangeAndPages_GiveEachRowOnceInKeyOrder()
    {
        var storage = await Rows.ProviderAsync(_temp.Store);
        string[] keys = ["e/a/z", "e/a/b", "e/a_b/c", "e/b/a", "e2/a/x", "d/a/x", "e0/a/x"];
        foreach (var key in keys)
        {
            var (execution, layer, category) = ApexKeys.SplitCategory(key);
            await Rows.Category(storage, execution, layer, category).WriteAsync(Rows.State(execution, layer, category));
        }

        var rows = new CategoryRows(_temp.Store, Rows.Cluster);

        Keys(await rows.ReadAsync("e", null, null, 100)).ShouldBe(["e/a/b", "e/a/z", "e/a_b/c", "e/b/a"]);
        Keys(await rows.ReadAsync("e", "a", null, 100)).ShouldBe(["e/a/b", "e/a/z"]);
        Keys(await rows.ReadAsync("e", "a", "e/a/b", 100)).ShouldBe(["e/a/z"]);
        Keys(await rows.ReadAsync("e", null, "e/a/z", 1)).ShouldBe(["e/a_b/c"]);
        Keys(await rows.ReadAsync("none", null, null, 100)).ShouldBeEmpty();
    }

    [Fact]
    public async Task CategoryRows_TenThousand_ArePagedWithoutLoss()
    {
        var storage = await Rows.ProviderAsync(_temp.Store);
        await Parallel.ForEachAsync(Enumerable.Range(0, 10_000), new ParallelOptions { MaxDegreeOfParallelism = 256 }, async (n, _) =>
            await Rows.Category(storage, "e", "l", $"c{n}").WriteAsync(Rows.State("e", "l", $"c{n}")));

        var rows = new CategoryRows(_temp.Store, Rows.Cluster);
        var seen = new List<string>();
        while (await rows.ReadAsync("e", "l", seen.Count == 0 ? null : seen[^1], 1000) is { Count: > 0 } page)
        {
            seen.AddRange(Keys(page));
        }

        seen.Count.ShouldBe(10_000);
        seen.ShouldBe(seen.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task LiveExecutions_SameTree_IsRefusedWithTheHolderUnlessShared()
    {
        var live = new LiveExecutions(_temp.Store);
        (await live.TryAddAsync(new("e1", "demo", "/tree", Shared: false))).ShouldBeNull();
        (await live.TryAddAsync(new("e1", "demo", "/tree", Shared: false))).ShouldBeNull();
        (await live.TryAddAsync(new("e2", "demo", "/tree", Shared: false))).ShouldBe("e1");
        (await live.TryAddAsync(new("e3", "demo", "/other", Shared: false))).ShouldBeNull();
        (await live.TryAddAsync(new("e4", "demo", "/tree", Shared: true))).ShouldBeNull();

        (await live.ListAsync()).ShouldBe([new("e1", "demo", "/tree", false), new("e3", "demo", "/other", false), new("e4", "demo", "/tree", true)]);

        await live.RemoveAsync("e1");
        await live.RemoveAsync("e1");
        (await live.TryAddAsync(new("e2", "demo", "/tree", Shared: false))).ShouldBe("e4");
        await live.RemoveAsync("e4");
        (await live.TryAddAsync(new("e2", "demo", "/tree", Shared: false))).ShouldBeNull();
    }

    [Fact]
    public async Task LiveExecutions_AddedAgainWithAnotherTree_FreesTheFirst()
    {
        var live = new LiveExecutions(_temp.Store);
        await live.TryAddAsync(new("e1", "demo", "/tree", Shared: false));

        (await live.TryAddAsync(new("e1", "demo", "background:e1", Shared: true))).ShouldBeNull();

        (await live.TryAddAsync(new("e2", "demo", "/tree", Shared: false))).ShouldBeNull();
        (await live.ListAsync()).ShouldBe([new("e1", "demo", "background:e1", true), new("e2", "demo", "/tree", false)]);
    }

    [Fact]
    public async Task LiveExecutions_SixteenAtOnceOnOneTree_OneHoldsIt()
    {
        var live = new LiveExecutions(_temp.Store);
        for (var round = 0; round < 50; round++)
        {
            var tree = $"/tree{round}";
            var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(n => Task.Run(() => live.TryAddAsync(new($"{round}-{n}", "demo", tree, false)))));

            answers.Count(holder => holder is null).ShouldBe(1);
            answers.OfType<string>().Distinct().ShouldHaveSingleItem();
        }
    }

    [Fact]
    public async Task PlanStore_FortyMegabytes_IsStoredInBoundedPiecesAndComesBack()
    {
        var plan = Plan(100_000, noise: 300);
        var hash = PlanHash.Of(plan);
        ApexJson.Serialize(plan).Length.ShouldBeGreaterThan(40 * 1024 * 1024);

        await new PlanStore(_temp.Store).SaveAsync(hash, plan);

        _temp.Count("plans").ShouldBeGreaterThan(10);
        _temp.Count($"plans WHERE length(data) > {256 * 1024}").ShouldBe(0);
        var store = new PlanStore(_temp.Store); // with an empty cache
        var loads = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => store.LoadAsync(hash).AsTask()));
        PlanHash.Of(loads[0]).ShouldBe(hash);
        loads.ShouldAllBe(loaded => ReferenceEquals(loaded, loads[0]));
    }

    // Such a plan is hashed and packed while thousands of its categories wait: twice its text at once would stay with the process.
    [Fact]
    public void PlanHashAndChunks_OfALargePlan_NeverHaveItsTextAsAWhole()
    {
        var plan = Plan(20_000, noise: 300);
        var text = ApexJson.Serialize(plan).LongLength;
        _ = PlanHash.Of(plan);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var hash = PlanHash.Of(plan);
        var hashing = GC.GetAllocatedBytesForCurrentThread() - before;

        var (packedHash, bytes, chunks) = PlanChunks.Split(plan);

        (packedHash, bytes).ShouldBe((hash, text));
        PlanChunks.Join(hash, chunks).Bytes.ShouldBe(text);
        hashing.ShouldBeLessThan(text / 2);
    }

    [Fact]
    public async Task PlanStore_SavedManyTimesAtOnce_IsOnePlan()
    {
        var plan = Plan(10, noise: 10);
        var hash = PlanHash.Of(plan);
        var store = new PlanStore(_temp.Store);

        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => store.SaveAsync(hash, plan))));

        _temp.Count("plans").ShouldBe(1);
    }

    [Fact]
    public async Task PlanStore_PiecesLeftByACrash_AreNoPlanAndAreReplaced()
    {
        var plan = Plan(10, noise: 10);
        var hash = PlanHash.Of(plan);
        await _temp.Writer.ExecuteAsync(
            "INSERT INTO plans (hash, chunk, chunks, data) VALUES (@hash, 0, 3, x'00'), (@hash, 1, 3, x'00')", new SqlArgument("hash", hash));
        var store = new PlanStore(_temp.Store);

        await Should.ThrowAsync<KeyNotFoundException>(async () => await store.LoadAsync(hash));
        await store.SaveAsync(hash, plan);

        PlanHash.Of(await new PlanStore(_temp.Store).LoadAsync(hash)).ShouldBe(hash);
    }

    [Fact]
    public async Task PlanStore_WrongHashOrDamagedPieces_AreRefused()
    {
        var plan = Plan(1, noise: 1);
        var store = new PlanStore(_temp.Store);
        await Should.ThrowAsync<ArgumentException>(() => store.SaveAsync("other", plan));
        await Should.ThrowAsync<KeyNotFoundException>(async () => await store.LoadAsync("other"));

        await store.SaveAsync(PlanHash.Of(plan), plan);
        await _temp.Writer.ExecuteAsync("UPDATE plans SET hash = 'moved'");

        await Should.ThrowAsync<InvalidDataException>(async () => await new PlanStore(_temp.Store).LoadAsync("moved"));
    }

    private static IEnumerable<string> Keys(IEnumerable<CategoryState> rows) =>
        rows.Select(row => ApexKeys.Category(row.ExecutionId, row.Layer, row.Category));

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static ExecutionPlan Plan(int categories, int noise)
    {
        var random = new Random(1);
        return new ExecutionPlan
        {
            Project = "demo",
            ProjectFolder = "/demo",
            Mode = "fast_feedback",
            Environment = "test",
            Layers =
            [
                new LayerPlan
                {
                    Name = "l",
                    Categories =
                    [
                        .. Enumerable.Range(0, categories).Select(n => new CategoryPlan
                        {
                            Name = $"c{n}",
                            Command = ["echo", Convert.ToHexString(Bytes(random, noise))],
                            WorkingDirectory = "/demo",
                        }),
                    ],
                },
            ],
        };
    }
}
