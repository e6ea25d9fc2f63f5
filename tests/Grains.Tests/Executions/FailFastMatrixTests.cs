using System.Collections.Concurrent;
using Apex.Categories;
using Apex.Executions;
using Apex.Planning;
using Apex.Testing;

namespace Apex.Grains.Tests.Executions;

/// <summary>fail_fast × execution_mode × depends_on: what ran, what was skipped, and why, for each combination.</summary>
/// <remarks>
/// Layer <c>one</c> has <c>bad</c>, which fails, <c>beside</c> of the same group, and <c>later</c> of the next one; layer <c>two</c>, in the next phase,
/// has <c>next</c>. Where the layer stops at the failure, what runs beside it runs until it is stopped.
/// </remarks>
public sealed class FailFastMatrixTests(FailFastMatrixTests.Cluster cluster) : IClassFixture<FailFastMatrixTests.Cluster>
{
    private const string Stopped = "fail_fast: the layer can no longer meet its criteria";
    private const string Ended = "fail_fast: layer one did not pass";
    private const string OnBad = "bad, which it depends on, did not pass";
    private const string OnOne = "layer one, which it depends on, did not pass";

    public enum Dependency
    {
        /// <summary>Nothing depends on anything.</summary>
        None,

        /// <summary><c>later</c> depends on <c>bad</c>.</summary>
        Category,

        /// <summary>Layer <c>two</c> depends on layer <c>one</c>.</summary>
        Layer,
    }

    [Theory]
    [InlineData(FailFast.Disabled, LayerMode.Parallel, Dependency.None, "passed", "passed", "passed")]
    [InlineData(FailFast.Disabled, LayerMode.Parallel, Dependency.Category, "passed", "skipped: " + OnBad, "passed")]
    [InlineData(FailFast.Disabled, LayerMode.Parallel, Dependency.Layer, "passed", "passed", "skipped: " + OnOne)]
    [InlineData(FailFast.Disabled, LayerMode.Sequential, Dependency.None, "passed", "passed", "passed")]
    [InlineData(FailFast.Disabled, LayerMode.Sequential, Dependency.Category, "passed", "skipped: " + OnBad, "passed")]
    [InlineData(FailFast.Disabled, LayerMode.Sequential, Dependency.Layer, "passed", "passed", "skipped: " + OnOne)]
    [InlineData(FailFast.Disabled, LayerMode.Hybrid, Dependency.None, "passed", "passed", "passed")]
    [InlineData(FailFast.Disabled, LayerMode.Hybrid, Dependency.Category, "passed", "skipped: " + OnBad, "passed")]
    [InlineData(FailFast.Disabled, LayerMode.Hybrid, Dependency.Layer, "passed", "passed", "skipped: " + OnOne)]
    [InlineData(FailFast.Layer, LayerMode.Parallel, Dependency.None, "passed", "passed", "skipped: " + Ended)]
    [InlineData(FailFast.Layer, LayerMode.Parallel, Dependency.Category, "passed", "skipped: " + OnBad, "skipped: " + Ended)]
    [InlineData(FailFast.Layer, LayerMode.Parallel, Dependency.Layer, "passed", "passed", "skipped: " + Ended)]
    [InlineData(FailFast.Layer, LayerMode.Sequential, Dependency.None, "passed", "passed", "skipped: " + Ended)]
    [InlineData(FailFast.Layer, LayerMode.Sequential, Dependency.Category, "passed", "skipped: " + OnBad, "skipped: " + Ended)]
    [InlineData(FailFast.Layer, LayerMode.Sequential, Dependency.Layer, "passed", "passed", "skipped: " + Ended)]
    [InlineData(FailFast.Layer, LayerMode.Hybrid, Dependency.None, "passed", "passed", "skipped: " + Ended)]
    [InlineData(FailFast.Layer, LayerMode.Hybrid, Dependency.Category, "passed", "skipped: " + OnBad, "skipped: " + Ended)]
    [InlineData(FailFast.Layer, LayerMode.Hybrid, Dependency.Layer, "passed", "passed", "skipped: " + Ended)]
    [InlineData(FailFast.Category, LayerMode.Parallel, Dependency.None, "cancelled: " + Stopped, "cancelled: " + Stopped, "passed")]
    [InlineData(FailFast.Category, LayerMode.Parallel, Dependency.Category, "cancelled: " + Stopped, "skipped: " + OnBad, "passed")]
    [InlineData(FailFast.Category, LayerMode.Parallel, Dependency.Layer, "cancelled: " + Stopped, "cancelled: " + Stopped, "skipped: " + OnOne)]
    [InlineData(FailFast.Category, LayerMode.Sequential, Dependency.None, "skipped: " + Stopped, "skipped: " + Stopped, "passed")]
    [InlineData(FailFast.Category, LayerMode.Sequential, Dependency.Category, "skipped: " + Stopped, "skipped: " + OnBad, "passed")]
    [InlineData(FailFast.Category, LayerMode.Sequential, Dependency.Layer, "skipped: " + Stopped, "skipped: " + Stopped, "skipped: " + OnOne)]
    [InlineData(FailFast.Category, LayerMode.Hybrid, Dependency.None, "cancelled: " + Stopped, "skipped: " + Stopped, "passed")]
    [InlineData(FailFast.Category, LayerMode.Hybrid, Dependency.Category, "cancelled: " + Stopped, "skipped: " + OnBad, "passed")]
    [InlineData(FailFast.Category, LayerMode.Hybrid, Dependency.Layer, "cancelled: " + Stopped, "skipped: " + Stopped, "skipped: " + OnOne)]
    [InlineData(FailFast.Immediate, LayerMode.Parallel, Dependency.None, "cancelled: " + Stopped, "cancelled: " + Stopped, "skipped: " + Ended)]
    [InlineData(FailFast.Immediate, LayerMode.Parallel, Dependency.Category, "cancelled: " + Stopped, "skipped: " + OnBad, "skipped: " + Ended)]
    [InlineData(FailFast.Immediate, LayerMode.Parallel, Dependency.Layer, "cancelled: " + Stopped, "cancelled: " + Stopped, "skipped: " + Ended)]
    [InlineData(FailFast.Immediate, LayerMode.Sequential, Dependency.None, "skipped: " + Stopped, "skipped: " + Stopped, "skipped: " + Ended)]
    [InlineData(FailFast.Immediate, LayerMode.Sequential, Dependency.Category, "skipped: " + Stopped, "skipped: " + OnBad, "skipped: " + Ended)]
    [InlineData(FailFast.Immediate, LayerMode.Sequential, Dependency.Layer, "skipped: " + Stopped, "skipped: " + Stopped, "skipped: " + Ended)]
    [InlineData(FailFast.Immediate, LayerMode.Hybrid, Dependency.None, "cancelled: " + Stopped, "skipped: " + Stopped, "skipped: " + Ended)]
    [InlineData(FailFast.Immediate, LayerMode.Hybrid, Dependency.Category, "cancelled: " + Stopped, "skipped: " + OnBad, "skipped: " + Ended)]
    [InlineData(FailFast.Immediate, LayerMode.Hybrid, Dependency.Layer, "cancelled: " + Stopped, "skipped: " + Stopped, "skipped: " + Ended)]
    public async Task Run_OneFails_WhatRanAndWhyNot(FailFast failFast, LayerMode mode, Dependency dependency, string beside, string later, string next)
    {
        var stops = failFast is FailFast.Immediate or FailFast.Category;
        var together = (mode, dependency) switch
        {
            (LayerMode.Sequential, _) => 0,
            (LayerMode.Parallel, not Dependency.Category) => 2, // beside and later
            _ => 1,
        };

        var ended = await cluster.RunAsync(Plan(failFast, mode, dependency), stops, stops ? together : 0);

        Seen(ended, "bad").ShouldBe("failed");
        Seen(ended, "beside").ShouldBe(beside);
        Seen(ended, "later").ShouldBe(later);
        Seen(ended, "next").ShouldBe(next);
        (ended.Verdict, ended.Layers[0].Verdict).ShouldBe((Verdict.Failed, Verdict.Failed), "what was stopped does not decide");
        ended.Layers[1].Verdict.ShouldBe(next == "passed" ? Verdict.Passed : Verdict.Skipped);
    }

    [Fact]
    public async Task Run_BackgroundLayerFailsFast_TheGateGoesOn()
    {
        var plan = Plans.Execution(
            Plans.Layer("one", Plans.Category("beside")),
            Plans.Layer("long", Plans.Category("bad")) with { Phase = 0, Background = true, FailFast = FailFast.Immediate });

        var ended = await cluster.RunAsync(plan, stops: false, together: 0);

        (ended.Verdict, Seen(ended, "beside"), Seen(ended, "bad")).ShouldBe((Verdict.Passed, "passed", "failed"));
    }

    [Fact]
    public async Task Run_FailureThatTheCriteriaAllow_StopsNothing()
    {
        var plan = Plan(FailFast.Immediate, LayerMode.Sequential, Dependency.None);
        plan = plan with { Layers = [plan.Layers[0] with { Criteria = new SuccessCriteria { MinPassRate = 0.6, MaxFailures = 1 } }, plan.Layers[1]] };

        var ended = await cluster.RunAsync(plan, stops: false, together: 0);

        (ended.Verdict, Seen(ended, "bad"), Seen(ended, "beside"), Seen(ended, "later"), Seen(ended, "next")).ShouldBe((Verdict.Passed, "failed", "passed", "passed", "passed"));
    }

    private static ExecutionPlan Plan(FailFast failFast, LayerMode mode, Dependency dependency) => Plans.Execution(
        Plans.Layer(
            "one",
            Plans.Category("bad"),
            Plans.Category("beside"),
            Plans.Category("later", dependency == Dependency.Category ? ["bad"] : []) with { PriorityOrder = 2 }) with
        { FailFast = failFast, Mode = mode },
        Plans.Layer("two", Plans.Category("next")) with { Phase = 2, DependsOn = dependency == Dependency.Layer ? ["one"] : [] });

    private static string Seen(ExecutionSnapshot execution, string name)
    {
        var category = execution.Layers.SelectMany(layer => layer.Categories).Single(category => category.Name == name);
        var verdict = category.Verdict.ToString().ToLowerInvariant();
        return category.Verdict is Verdict.Cancelled or Verdict.Skipped ? $"{verdict}: {category.Reason}" : verdict;
    }

    /// <summary>One cluster for all combinations.</summary>
    public sealed class Cluster : IAsyncLifetime
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
        private readonly ConcurrentDictionary<string, (bool Stops, CountdownEvent? Beside)> _runs = new();
        private ApexCluster _cluster = null!;
        private int _count;

        public async ValueTask InitializeAsync()
        {
            _cluster = await ApexCluster.StartAsync();
            _cluster.Script.End = End;
        }

        public ValueTask DisposeAsync() => _cluster.DisposeAsync();

        /// <param name="plan">What runs.</param>
        /// <param name="stops">True if what runs beside the failure runs until it is stopped.</param>
        /// <param name="together">So many run beside it before it fails.</param>
        public async Task<ExecutionSnapshot> RunAsync(ExecutionPlan plan, bool stops, int together)
        {
            var id = $"matrix{Interlocked.Increment(ref _count)}";
            using var beside = together > 0 ? new CountdownEvent(together) : null;
            _runs[id] = (stops, beside);
            (await _cluster.StartAsync(id, plan)).Outcome.ShouldBe(StartOutcome.Started);
            return await _cluster.EndAsync(id);
        }

        private ScriptedEnd End(AttemptId id)
        {
            var (stops, beside) = _runs[id.Execution];
            switch (id.Category)
            {
                case "bad" when beside?.Wait(Patience) == false:
                    throw new TimeoutException($"what runs beside {id} did not start in {Patience}");
                case "bad":
                    return ScriptedEnd.Fail;
                case "beside" or "later" when stops:
                    beside?.Signal();
                    return ScriptedEnd.Hold;
                default:
                    return ScriptedEnd.Pass;
            }
        }
    }
}
