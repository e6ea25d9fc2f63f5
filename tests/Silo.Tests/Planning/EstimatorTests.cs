using Apex.Planning;
using Apex.Planning.Estimates;

namespace Apex.Silo.Tests.Planning;

/// <summary>Phases, modes, limits and dependencies played with known durations.</summary>
public sealed class EstimatorTests
{
    private static readonly Dictionary<string, long> History = new() { ["a"] = 1000, ["b"] = 2000, ["c"] = 4000, ["d"] = 8000 };

    [Theory]
    [InlineData("one: {execution_mode: sequential, categories: [{name: a}, {name: b}, {name: c}]}", 8, 7000, "a b c")]
    [InlineData("one: {categories: [{name: a}, {name: b}, {name: c}]}", 8, 4000, "c")]
    [InlineData("one: {categories: [{name: a}, {name: b}, {name: c}]}", 2, 4000, "c")]
    [InlineData("one: {resource_limits: {max_parallel_instances: 1}, categories: [{name: a}, {name: b}]}", 8, 3000, "b a")]
    [InlineData("one: {execution_mode: hybrid, categories: [{name: a, priority_order: 1}, {name: b, priority_order: 1}, {name: c, priority_order: 2}]}", 8, 6000, "b c")]
    [InlineData("one: {categories: [{name: a}, {name: b, depends_on: [a]}, {name: c}]}", 8, 4000, "c")]
    [InlineData("one: {categories: [{name: a}, {name: d, depends_on: [a]}, {name: c}]}", 8, 9000, "a d")]
    [InlineData("one: {categories: [{name: a}, {name: b}]}\n  two: {depends_on: [one], categories: [{name: c}]}", 8, 6000, "b c")]
    [InlineData("one: {categories: [{name: a}]}\n  two: {categories: [{name: d}]}", 8, 8000, "d")]
    [InlineData("one: {categories: [{name: a}]}\n  two: {categories: [{name: d}]}", 1, 9000, "a d")]
    public void Estimate_OfAPlan_IsTheTimeOfItsCriticalPath(string layers, int slots, long expected, string path)
    {
        var estimate = Estimate(layers, slots).ShouldNotBeNull();

        estimate.DurationMs.ShouldBe(expected);
        string.Join(' ', estimate.CriticalPath.Select(static step => step.Category)).ShouldBe(path);
        estimate.Unknown.ShouldBe(0);
    }

    [Fact]
    public void Estimate_WithAPauseBetweenPhases_CountsIt() =>
        Estimate("one: {categories: [{name: a}]}\n  two: {depends_on: [one], categories: [{name: b}]}\nexecution: {inter_layer_delay_seconds: 5}", 8)!.DurationMs.ShouldBe(8000);

    [Fact]
    public void Estimate_OfTheBackground_StandsBesideTheForeground()
    {
        var estimate = Estimate("one: {categories: [{name: a}]}\n  two: {background: true, depends_on: [one], execution_mode: sequential, categories: [{name: c}, {name: d}, {name: new}]}", 8).ShouldNotBeNull();

        (estimate.DurationMs, estimate.Layers["one"], estimate.Layers["two"]).ShouldBe((1000, 1000, 12000));
        (estimate.Known, estimate.Unknown).ShouldBe((1, 0));
        estimate.CriticalPath.ShouldHaveSingleItem().Category.ShouldBe("a");
    }

    [Fact]
    public void Estimate_WithoutAHistoryOfSome_CountsThem()
    {
        var estimate = Estimate("one: {categories: [{name: a}, {name: new}]}\n  two: {depends_on: [one], categories: [{name: other}]}", 8).ShouldNotBeNull();

        (estimate.DurationMs, estimate.Known, estimate.Unknown).ShouldBe((1000, 1, 2));
        estimate.Layers.Keys.ShouldBe(["one"]);
        estimate.Categories.Keys.ShouldBe(["a"]);
    }

    [Fact]
    public void Estimate_WithoutAnyHistory_IsNone() => Estimate("one: {categories: [{name: new}]}", 8).ShouldBeNull();

    [Fact]
    public void Estimate_OfALargePlan_IsQuick()
    {
        var names = Enumerable.Range(0, 10_000).Select(static number => $"c{number}").ToList();
        var plan = PlanMaker.Good($"defaults: {{command: x}}\nlayers: {{one: {{resource_limits: {{max_parallel_instances: 8}}, categories: [{string.Join(", ", names.Select(static name => $"{{name: {name}}}"))}]}}}}");
        var before = ThreadCpu.Used();

        Estimator.Of(plan, names.ToDictionary(static name => name, static _ => 10L), 4)!.DurationMs.ShouldBe(25_000);

        (ThreadCpu.Used() - before).ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    private static PlanEstimate? Estimate(string layers, int slots) =>
        Estimator.Of(PlanMaker.Good($"defaults: {{command: x}}\nlayers:\n  {layers}"), History, slots);
}
