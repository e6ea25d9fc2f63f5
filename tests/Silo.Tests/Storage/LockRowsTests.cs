using Apex.Categories;
using Apex.Persistence;
using Apex.Storage;

namespace Apex.Silo.Tests.Storage;

public sealed class LockRowsTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly AttemptId First = new("e", "l", "first", 1);
    private static readonly AttemptId Second = new("e", "l", "second", 2);
    private readonly TempStore _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task TryTake_OneIsHeld_TakesNoneAndNamesTheHolder()
    {
        var locks = new LockRows(_temp.Store);

        (await locks.TryTakeAsync(First, 3, ["b", "with 'quotes\""], Now)).ShouldBeNull();
        (await locks.TryTakeAsync(Second, 1, ["a", "b"], Now)).ShouldBe(First);

        (await locks.ListAsync()).ShouldBe([new LockRow("b", First, 3, Now), new LockRow("with 'quotes\"", First, 3, Now)]);
    }

    [Fact]
    public async Task TryTake_Again_RaisesTheTermAndNeverLowersIt()
    {
        var locks = new LockRows(_temp.Store);
        foreach (var epoch in new[] { 2, 5, 4 })
        {
            (await locks.TryTakeAsync(First, epoch, ["a"], Now)).ShouldBeNull();
        }

        (await locks.ListAsync()).ShouldHaveSingleItem().Epoch.ShouldBe(5);
    }

    [Fact]
    public async Task Release_FreesWhatTheAttemptHasAndNothingElse()
    {
        var locks = new LockRows(_temp.Store);
        await locks.TryTakeAsync(First, 1, ["a", "b"], Now);
        await locks.TryTakeAsync(Second, 1, ["c"], Now);

        await locks.ReleaseAsync(First);
        await locks.ReleaseAsync(First);

        (await locks.ListAsync()).ShouldHaveSingleItem().Name.ShouldBe("c");
        (await locks.TryTakeAsync(Second, 1, ["a", "b", "c"], Now)).ShouldBeNull();
    }

    [Fact]
    public async Task TryTake_SixteenAtOnce_OneGetsThem()
    {
        var locks = new LockRows(_temp.Store);
        for (var round = 0; round < 30; round++)
        {
            string[] names = [$"{round}a", $"{round}b"];
            var answers = await Task.WhenAll(Enumerable.Range(1, 16).Select(number => Task.Run(() => locks.TryTakeAsync(new AttemptId("e", "l", "c", number), 1, names, Now))));

            answers.Count(holder => holder is null).ShouldBe(1);
            answers.OfType<AttemptId>().Distinct().ShouldHaveSingleItem();
        }
    }

    [Fact]
    public async Task List_AfterAReopen_HasWhatWasTaken()
    {
        await new LockRows(_temp.Store).TryTakeAsync(First, 7, ["a"], Now);

        _temp.Reopen();

        (await new LockRows(_temp.Store).ListAsync()).ShouldBe([new LockRow("a", First, 7, Now)]);
    }
}
