using Apex.Categories;
using Apex.Executions;
using Apex.Planning;
using Apex.Progress;
using Apex.Testing;

namespace Apex.Grains.Tests.Resources;

/// <summary>Rows of named locks through the real grains.</summary>
public sealed class NamedLockTests : IAsyncLifetime
{
    private ApexCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await ApexCluster.StartAsync(silos: 2);

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Run_ManyWithLocksOnTwoHosts_NoLockEverHasTwoOwners()
    {
        string[][] locks = [["a"], ["b"], ["a", "b"], ["b", "c"], []];
        CategoryPlan[] categories = [.. Enumerable.Range(0, 60).Select(number => Plans.Category($"c{number:00}") with { Locks = [.. locks[number % locks.Length]] })];

        var ids = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => _cluster.RunAsync(Plans.Execution(Plans.Layer("unit", categories)))));

        foreach (var id in ids)
        {
            (await _cluster.EndAsync(id)).Verdict.ShouldBe(Verdict.Passed);
        }

        var owners = new Dictionary<string, AttemptId>();
        foreach (var (name, owner, taken) in _cluster.Locks.Log.ToList())
        {
            (!taken || !owners.TryGetValue(name, out var other) || other == owner).ShouldBeTrue($"{owner} took {name}, which another had");
            if (taken)
            {
                owners[name] = owner;
            }
            else
            {
                owners.Remove(name);
            }
        }

        _cluster.Locks.Log.Count(change => change.Taken).ShouldBeGreaterThanOrEqualTo(2 * 12 * 6, "each category took each of its locks");
        _cluster.Script.CrashPoints.ShouldContain("lock.take.after_write");
    }

    [Fact]
    public async Task Run_LockOfAnAttemptThatIsGone_IsReturnedByItsRow()
    {
        await _cluster.Locks.TryTakeAsync(new AttemptId("gone", "l", "c", 1), 1, ["db"], DateTimeOffset.UnixEpoch);
        _cluster.Script.DropCategoryHints = false;

        var ended = await _cluster.EndAsync(await _cluster.RunAsync(Plans.Execution(Plans.Layer("unit", Plans.Category("a") with { Locks = ["db"] }))));

        ended.Verdict.ShouldBe(Verdict.Passed);
        _cluster.Locks.Log.ShouldContain(change => change.Owner.Execution == "gone" && !change.Taken);
    }

    [Fact]
    public async Task Run_WithoutLocks_WritesNone()
    {
        await _cluster.EndAsync(await _cluster.RunAsync(Plans.Execution(Plans.Layer("unit", 5))));

        _cluster.Locks.Log.ShouldBeEmpty();
        _cluster.Script.CrashPoints.ShouldNotContain(point => point.StartsWith("lock.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Why_LockIsHeldByARunningAttempt_NamesItAndItsOwner()
    {
        _cluster.Script.End = static id => id.Category == "holder" ? ScriptedEnd.Hold : ScriptedEnd.Pass;
        var id = await _cluster.RunAsync(Plans.Execution(Plans.Layer("unit", Plans.Category("holder") with { Locks = ["db"] }, Plans.Category("waiter", []) with { Locks = ["db"] })));
        await _cluster.WaitForAsync(id, "the start of the holder", static next => next.Type == EventTypes.AttemptStarted);

        var reply = (await _cluster.Execution(id).WhyAsync(new())).ShouldNotBeNull();

        reply.Running.ShouldBe(1);
        var wait = reply.Waiting.ShouldHaveSingleItem();
        (wait.Layer, wait.Category, wait.Reason).ShouldBe(("unit", "waiter", "lock"));
        wait.Detail.ShouldContain($"lock 'db': held by {id}/unit/holder#1");
        await _cluster.Execution(id).CancelAsync("enough");
        (await _cluster.EndAsync(id)).Verdict.ShouldBe(Verdict.Cancelled);
    }

    [Fact]
    public async Task Why_OfNoExecution_IsNull() => (await _cluster.Execution("never").WhyAsync(new())).ShouldBeNull();
}
