using Apex.Executions;
using Apex.Planning;
using Apex.Progress;
using Apex.Testing;

namespace Apex.Grains.Tests.Executions;

public sealed class ExecutionRunTests : IAsyncLifetime
{
    private ApexCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await ApexCluster.StartAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Run_TwoLayersThatPass_PassesInOrderAndLeavesTheIndex()
    {
        var id = await _cluster.RunAsync(Plans.Execution(
            Plans.Layer("first", Plans.Category("a"), Plans.Category("b")),
            Plans.Layer("second", Plans.Category("c")) with { Phase = 2, DependsOn = ["first"] }));

        var ended = await _cluster.EndAsync(id);

        (ended.State, ended.Verdict).ShouldBe((ExecutionState.Completed, Verdict.Passed));
        ended.Layers.SelectMany(layer => layer.Categories).Select(category => (category.Name, category.Verdict, category.Attempts.Count))
            .ShouldBe([("a", Verdict.Passed, 1), ("b", Verdict.Passed, 1), ("c", Verdict.Passed, 1)]);
        var types = _cluster.Store.Events(id).Select(next => next.Type).ToList();
        types[0].ShouldBe(EventTypes.OrchestrationQueued);
        types[^2..].ShouldBe([EventTypes.VerdictDecided, EventTypes.OrchestrationCompleted]);
        _cluster.Store.Events(id).FindIndex(next => next.Type == EventTypes.LayerStarted && next.Layer == "second")
            .ShouldBeGreaterThan(_cluster.Store.Events(id).FindIndex(next => next.Type == EventTypes.LayerCompleted && next.Layer == "first"));
        (await _cluster.Store.ListAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_ThousandCategories_PassesWithTwoWritesEach()
    {
        var id = await _cluster.RunAsync(Plans.Execution(Plans.Layer("all", 1_000)));

        var ended = await _cluster.EndAsync(id);

        ended.Verdict.ShouldBe(Verdict.Passed);
        ended.Layers[0].Tally.Passed.ShouldBe(1_000);
        ended.Layers[0].Categories.Count.ShouldBe(1_000);
        _cluster.Script.Placed.Count.ShouldBe(1_000);
        _cluster.Store.Writes.ShouldBeLessThan(2_020);
        _cluster.Store.LargestRow.ShouldBeLessThan(65_536);
        _cluster.Store.Reads.ShouldBeLessThan(20); // no read for a category that is new
    }
}
