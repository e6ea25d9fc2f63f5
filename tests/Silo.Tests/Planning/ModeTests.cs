using Apex.Configuration;
using Apex.Configuration.Yaml;
using Apex.Executions;
using Apex.Hosting;
using Apex.Planning;
using Apex.Planning.Modes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Apex.Silo.Tests.Planning;

/// <summary>A mode in code: chooses, plans, judges.</summary>
public sealed class ModeTests
{
    private const string Yaml = "layers:\n  one: {custom_config: {weight: 2}, categories: [{name: a, command: x}]}\n  two: {categories: [{name: b, command: x}]}\n";

    [Fact]
    public void Plan_OfAModeInCode_IsItsChoiceWithItsLastWord()
    {
        var plan = Plan(new Lenient()).Plan.ShouldNotBeNull();

        plan.Layers.Select(static layer => layer.Name).ShouldBe(["one"]);
        plan.Layers[0].BudgetMs.ShouldBe(2000, "custom_config reaches it");
        (plan.Mode, plan.Judge, plan.TimeoutMs).ShouldBe(("lenient", "lenient", 60_000));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Plan_OfAModeThatMisbehaves_IsRefused(bool throws)
    {
        var reply = Plan(new Lenient { Planned = plan => throws ? throw new InvalidOperationException("no idea") : plan with { Layers = [] } });

        reply.Plan.ShouldBeNull();
        reply.Problems.ShouldHaveSingleItem().Code.ShouldBe("mode_failed");
    }

    [Fact]
    public void Plan_OfAModeInTheFileWithTheSameId_IsTheFiles()
    {
        var plan = Plan(new Lenient(), Yaml + "modes: {lenient: {layers: [two]}}\n").Plan.ShouldNotBeNull();

        plan.Layers.Select(static layer => layer.Name).ShouldBe(["two"]);
        plan.Judge.ShouldBeNull();
    }

    [Fact]
    public void Plan_OfAModeInCodeThatTheFileConfigures_IsTheModesWithThatConfiguration()
    {
        var mode = new Lenient { Chosen = static input => new ModeChoice { Layers = [input.CustomConfig == "{\"layer\":1}" ? "two" : "one"] }, Planned = static plan => plan };

        var plan = Plan(mode, Yaml + "modes: {lenient: {max_total_duration_minutes: 7, fail_fast: layer, custom_config: {layer: 1}}}\n").Plan.ShouldNotBeNull();

        plan.Layers.ShouldHaveSingleItem().ShouldSatisfyAllConditions(static layer => layer.Name.ShouldBe("two"), static layer => layer.FailFast.ShouldBe(FailFast.Layer));
        (plan.Judge, plan.TimeoutMs, plan.ModeConfig).ShouldBe(("lenient", 7 * 60_000L, "{\"layer\":1}"));
    }

    [Theory]
    [InlineData("true", "one two")]
    [InlineData("false", "one")]
    public void Plan_OfAConfiguredModeWithBackground_AddsOrDropsBackgroundLayers(string background, string layers)
    {
        var yaml = "layers:\n  one: {categories: [{name: a, command: x}]}\n  two: {background: true, categories: [{name: b, command: x}]}\n"
            + $"modes: {{lenient: {{background: {background}, custom_config: {{x: 1}}}}}}\n";

        var plan = Plan(new Lenient { Planned = static plan => plan }, yaml).Plan.ShouldNotBeNull();

        string.Join(' ', plan.Layers.Select(static layer => layer.Name)).ShouldBe(layers);
    }

    [Fact]
    public void Plan_OfAModeThatIsConfiguredButNotLoaded_IsRefusedInsteadOfRunningSomethingElse()
    {
        var reply = PlanMaker.Plan(Yaml + "modes: {lenient: {custom_config: {x: 1}}}\n", static request => request with { Mode = "lenient" });

        reply.Plan.ShouldBeNull();
        var problem = reply.Problems.ShouldHaveSingleItem();
        problem.Code.ShouldBe("mode_failed");
        problem.Message.ShouldContain("no mode in code of this id is loaded");
    }

    [Fact]
    public void Describe_WithAModeThatCannotChoose_StillListsTheOthers()
    {
        var describer = new ConfigurationDescriber(new ModeCatalog([new Lenient { Chosen = static _ => throw new InvalidOperationException("no idea") }, .. ModeCatalog.BuiltIn]), new ParsedFiles(new YamlLimits(), TimeProvider.System));

        var modes = describer.Describe(new ConfigurationQuery { Files = PlanMaker.Request(Yaml).Files, ProjectFolder = "/p" }).Summary.ShouldNotBeNull().Modes;

        modes.Count.ShouldBe(10);
        modes.Single(static mode => mode.Name == "lenient").Meaning.ShouldContain("cannot choose");
    }

    [Fact]
    public void Judge_OfAConfiguredMode_SeesItsConfigurationAndTheLayers()
    {
        ModeOutcome? seen = null;
        var judges = new ModeJudge([new Lenient { Judged = outcome => (seen = outcome).Worst }], NullLogger<ModeJudge>.Instance);
        var plan = Empty with { Judge = "lenient", ModeConfig = "{}", Layers = [new LayerPlan { Name = "one", Categories = [], CustomConfig = "{\"a\":1}" }] };

        judges.Judge(plan, [new LayerOutcome { Layer = "one", Verdict = Verdict.Failed, Reason = "why" }], Verdict.Failed);

        seen.ShouldNotBeNull().CustomConfig.ShouldBe("{}");
        seen.Layers.ShouldHaveSingleItem().ShouldBe(new GateLayer("one", Verdict.Failed, "why") { CustomConfig = "{\"a\":1}" });
    }

    [Fact]
    public void BuiltInModes_AllNine_ArePlannedOnTheSameInterface()
    {
        string[] nine = ["fast_feedback", "layered_execution", "background_e2e", "hybrid_execution", "legacy_categories", "commit", "ci", "weekend", "development"];

        new ModeCatalog(ModeCatalog.BuiltIn).For(new()).Select(static mode => mode.Id).ShouldBe(nine, ignoreOrder: true);
    }

    [Theory]
    [InlineData("lenient", Verdict.Failed, Verdict.Passed)]
    [InlineData(null, Verdict.Failed, Verdict.Failed)]
    [InlineData("gone", Verdict.Failed, Verdict.Failed)]
    [InlineData("lenient", Verdict.Error, Verdict.Error)]
    public void Judge_OfAPlan_IsItsModesOrTheRules(string? judge, Verdict worst, Verdict expected)
    {
        var judges = new ModeJudge([new Lenient(), .. ModeCatalog.BuiltIn], NullLogger<ModeJudge>.Instance);

        judges.Judge(Empty with { Judge = judge }, [new LayerOutcome { Layer = "one", Verdict = worst }], worst).ShouldBe(expected);
    }

    [Fact]
    public void Judge_ThatThrows_LeavesTheRulesVerdict() =>
        new ModeJudge([new Lenient { Judged = static _ => throw new InvalidOperationException("no idea") }], NullLogger<ModeJudge>.Instance)
            .Judge(Empty with { Judge = "lenient" }, [], Verdict.TimedOut).ShouldBe(Verdict.TimedOut);

    [Fact]
    public void AddApexPlanning_OfARegisteredMode_PlansAndJudgesByIt()
    {
        using var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddSingleton<IExecutionMode>(new Lenient()).AddApexPlanning(new SiloOptions { Home = "/h" }).BuildServiceProvider();

        var plan = services.GetRequiredService<IPlanner>().Plan(PlanMaker.Request(Yaml) with { Mode = "lenient" }).Plan.ShouldNotBeNull();

        services.GetRequiredService<IGateJudge>().Judge(plan, [], Verdict.Failed).ShouldBe(Verdict.Passed);
    }

    private static ExecutionPlan Empty => new() { Project = "p", ProjectFolder = "/p", Mode = "m", Environment = "test", Layers = [] };

    private static PlanReply Plan(IExecutionMode mode, string yaml = Yaml) =>
        new Planner(new ModeCatalog([mode, .. ModeCatalog.BuiltIn]), new ParsedFiles(new YamlLimits(), TimeProvider.System)).Plan(PlanMaker.Request(yaml) with { Mode = mode.Id });

    /// <summary>The first layer for as many seconds as its custom_config says; failures are advice.</summary>
    private sealed class Lenient : IExecutionMode
    {
        public string Id => "lenient";

        public string Meaning => "the first layer; failures are advice";

        public int? TotalMinutes => 1;

        public Func<ExecutionPlan, ExecutionPlan>? Planned { get; init; }

        public Func<ModeOutcome, Verdict> Judged { get; init; } = static outcome => outcome.Worst == Verdict.Failed ? Verdict.Passed : outcome.Worst;

        public Func<ModeInput, ModeChoice> Chosen { get; init; } = static input => new() { Layers = [input.Layers[0].Id] };

        public ModeChoice Choose(ModeInput input) => Chosen(input);

        public ExecutionPlan Plan(ExecutionPlan plan) => Planned is not null
            ? Planned(plan)
            : plan with { Layers = [.. plan.Layers.Select(static layer => layer with { BudgetMs = layer.CustomConfig == "{\"weight\":2}" ? 2000 : 0 })] };

        public Verdict Judge(ModeOutcome outcome) => Judged(outcome);
    }
}
