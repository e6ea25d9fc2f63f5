using Apex.Categories;
using Apex.Persistence;
using Orleans;
using Orleans.Storage;

namespace Apex.Silo.Tests.Storage;

public sealed class GrainStateTests : IDisposable
{
    private readonly TempStore _temp = new();

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    public async Task WriteStateAsync_ConcurrentFirstWriters_ExactlyOneWins(int writers)
    {
        var storage = await Rows.ProviderAsync(_temp.Store);
        for (var round = 0; round < 300; round++)
        {
            var name = $"c{round}";
            var outcomes = await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(async () =>
            {
                try
                {
                    await Rows.Category(storage, "e", "l", name).WriteAsync(Rows.State("e", "l", name, "category_queued"));
                    return true;
                }
                catch (InconsistentStateException)
                {
                    return false;
                }
            })));
            outcomes.Count(won => won).ShouldBe(1, $"round {round}");
        }

        _temp.Count("OrleansStorage").ShouldBe(300);
        _temp.Count("events").ShouldBe(300);
    }

    [Fact]
    public async Task WriteStateAsync_StaleVersion_ThrowsAndChangesNothing()
    {
        var storage = await Rows.ProviderAsync(_temp.Store);
        await Rows.Category(storage, "e", "l", "c").WriteAsync(Rows.State("e", "l", "c"));
        var mine = Rows.Category(storage, "e", "l", "c", isNew: false);
        var theirs = Rows.Category(storage, "e", "l", "c", isNew: false);
        await mine.EnsureReadAsync();
        await theirs.EnsureReadAsync();
        await theirs.WriteAsync(theirs.Value with { Epoch = 2 });

        await Should.ThrowAsync<InconsistentStateException>(() => mine.WriteAsync(mine.Value with { Epoch = 99, Outbox = [Rows.Event("category_started")] }));

        var now = Rows.Category(storage, "e", "l", "c", isNew: false);
        await now.EnsureReadAsync();
        now.Value.Epoch.ShouldBe(2);
        _temp.Count("events").ShouldBe(0);
    }

    [Fact]
    public async Task WriteStateAsync_RowIsGone_IsAConflictAndNoInsert()
    {
        var storage = await Rows.ProviderAsync(_temp.Store, deleteOnClear: true);
        var id = Rows.CategoryId("e/l/c");
        var mine = new GrainState<CategoryState>(Rows.State("e", "l", "c"));
        await storage.WriteStateAsync(StateNames.Category, id, mine);
        var theirs = new GrainState<CategoryState>(new CategoryState());
        await storage.ReadStateAsync(StateNames.Category, id, theirs);
        await storage.ClearStateAsync(StateNames.Category, id, theirs);

        await Should.ThrowAsync<InconsistentStateException>(() => storage.WriteStateAsync(StateNames.Category, id, mine));

        _temp.Count("OrleansStorage").ShouldBe(0);
    }

    [Fact]
    public async Task ClearStateAsync_ThenWrite_GoesOnFromTheClearedVersion()
    {
        var storage = await Rows.ProviderAsync(_temp.Store);
        var id = Rows.CategoryId("e/l/c");
        var row = new GrainState<CategoryState>(Rows.State("e", "l", "c"));
        await storage.WriteStateAsync(StateNames.Category, id, row);
        var stale = new GrainState<CategoryState>(new CategoryState()) { ETag = row.ETag, RecordExists = true };

        await storage.ClearStateAsync(StateNames.Category, id, row);
        row.RecordExists.ShouldBeFalse();
        await Should.ThrowAsync<InconsistentStateException>(() => storage.ClearStateAsync(StateNames.Category, id, stale));

        var again = new GrainState<CategoryState>(new CategoryState());
        await storage.ReadStateAsync(StateNames.Category, id, again);
        again.RecordExists.ShouldBeFalse();
        again.State = Rows.State("e", "l", "c");
        await storage.WriteStateAsync(StateNames.Category, id, again);
        again.ETag.ShouldBe("3");
    }

    [Fact]
    public async Task ReadStateAsync_AfterAReopen_FindsWhatWasWrittenButItsEvents()
    {
        var written = Rows.State("e", "l", "c", "category_queued") with { Epoch = 7, State = StepState.Running };
        await Rows.Category(await Rows.ProviderAsync(_temp.Store), "e", "l", "c").WriteAsync(written);

        _temp.Reopen();

        var row = Rows.Category(await Rows.ProviderAsync(_temp.Store), "e", "l", "c", isNew: false);
        await row.EnsureReadAsync();
        row.Exists.ShouldBeTrue();
        ApexJson.Serialize(row.Value).ShouldBe(ApexJson.Serialize(written with { Outbox = [] }));
    }

    [Theory]
    [InlineData("0195f0a81c2d7e3f8a9b0c1d2e3f4a5b")]
    [InlineData("0195f0a8-1c2d-7e3f-8a9b-0c1d2e3f4a5b")]
    [InlineData("local")]
    [InlineData("dead")]
    public async Task WriteStateAsync_KeysThatOrleansReadsAsNumbers_KeepTheirOwnRows(string key)
    {
        var storage = await Rows.ProviderAsync(_temp.Store);
        foreach (var id in (string[])[key, key + "/l", "beef"])
        {
            var row = new GrainState<CategoryState>(Rows.State(id, "l", "c"));
            await storage.WriteStateAsync(StateNames.Category, Rows.CategoryId(id), row);
        }

        var read = new GrainState<CategoryState>(new CategoryState());
        await storage.ReadStateAsync(StateNames.Category, Rows.CategoryId(key), read);
        read.State!.ExecutionId.ShouldBe(key);
        _temp.Count("OrleansStorage").ShouldBe(3);
    }
}
