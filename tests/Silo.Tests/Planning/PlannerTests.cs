using Apex.Configuration;
using Apex.Planning;

namespace Apex.Silo.Tests.Planning;

/// <summary>Selection, modes, phases.</summary>
public sealed class PlannerTests
{
    private const string Four = """
        defaults: {command: run}
        layers:
          fast_feedback: {categories: [{name: smoke}, {name: unit}], execution_mode: sequential}
          core_integration: {depends_on: [fast_feedback], categories: [{name: api, depends_on: [unit]}, {name: db}]}
          service_integration: {depends_on: [core_integration], categories: [{name: agent}]}
          e2e_background: {depends_on: [service_integration], background: true, categories: [{name: e2e}]}
        """;

    [Theory]
    [InlineData(null, 90, "fast_feedback:1 core_integration:2 service_integration:3 e2e_background:0")]
    [InlineData("layered_execution", 90, "fast_feedback:1 core_integration:2 service_integration:3 e2e_background:0")]
    [InlineData("nightly", 90, "fast_feedback:1 core_integration:2 service_integration:3 e2e_background:0")]
    [InlineData("fast_feedback", 5, "fast_feedback:1")]
    [InlineData("background_e2e", 120, "e2e_background:1")]
    [InlineData("background", 120, "e2e_background:1")]
    [InlineData("hybrid_execution", 90, "fast_feedback:1 core_integration:2 service_integration:3 e2e_background:0")]
    [InlineData("hybrid", 90, "fast_feedback:1 core_integration:2 service_integration:3 e2e_background:0")]
    [InlineData("commit", 90, "fast_feedback:1 core_integration:2")]
    [InlineData("ci", 90, "fast_feedback:1 core_integration:2 service_integration:3")]
    [InlineData("weekend", 90, "fast_feedback:1 core_integration:2 service_integration:3 e2e_background:0")]
    [InlineData("development", 90, "fast_feedback:1 core_integration:2")]
    public void Plan_OfABuiltInMode_HasItsLayersPhasesAndTime(string? mode, int minutes, string layers)
    {
        var plan = PlanMaker.Good(Four, request => request with { Mode = mode });

        Show(plan).ShouldBe(layers);
        plan.TimeoutMs.ShouldBe(minutes * 60_000);
    }

    [Fact]
    public void Plan_FailedBefore_GoFirstWithWhatTheyWaitFor()
    {
        const string Yaml = """
            defaults: {command: run}
            layers:
              one: {categories: [{name: a}, {name: z}, {name: y}]}
              two: {depends_on: [one], execution_mode: sequential, categories: [{name: c}, {name: d, priority_order: 9, depends_on: [z]}]}
            """;

        Order(null).ShouldBe("a z y | c d");
        Order(["d", "gone"]).ShouldBe("z a y | d c");

        static string Order(HashSet<string>? failed)
        {
            var plan = new Planner().Plan(PlanMaker.Request(Yaml), failed).Plan!;
            plan.Layers.SelectMany(static layer => layer.Categories).Where(static category => category.FailedBefore).Select(static category => category.Name)
                .ShouldBe(failed is null ? [] : ["z", "d"]);
            return string.Join(" | ", plan.Layers.Select(static layer => string.Join(' ', layer.Categories.Select(static category => category.Name))));
        }
    }

    [Fact]
    public void Plan_Hybrid_StartsTheBackgroundAtOnceAndSaysSo()
    {
        var plan = PlanMaker.Good(Four, request => request with { Mode = "hybrid" });

        plan.Layers[^1].Background.ShouldBeTrue();
        plan.Layers[^1].DependsOn.ShouldBeEmpty();
        plan.Warnings.ShouldHaveSingleItem().Message.ShouldBe("layer 'e2e_background' depends on 'service_integration', which is ignored: it runs beside the foreground");
    }

    [Fact]
    public void Plan_Layered_LetsTheBackgroundWaitForWhatItDependsOn()
    {
        var plan = PlanMaker.Good(Four);

        plan.Layers[^1].DependsOn.ShouldBe(["service_integration"]);
        plan.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void Plan_OfABackgroundLayerAlone_GatesAndPullsNothingIn()
    {
        var plan = PlanMaker.Good(Four, request => request with { Layers = ["e2e_background"] });

        Show(plan).ShouldBe("e2e_background:1");
        plan.Layers[0].Background.ShouldBeFalse();
        plan.Warnings.ShouldHaveSingleItem().Code.ShouldBe("dependency_ignored");
    }

    [Fact]
    public void Plan_OfALayer_AddsWhatItDependsOn()
    {
        var plan = PlanMaker.Good(Four, request => request with { Layers = ["service_integration"] });

        Show(plan).ShouldBe("fast_feedback:1 core_integration:2 service_integration:3");
        plan.Warnings.Select(static warning => warning.Code).ShouldBe(["dependency_added", "dependency_added"]);
    }

    [Fact]
    public void Plan_WithoutBackground_LeavesItOut() =>
        Show(PlanMaker.Good(Four, request => request with { NoBackground = true })).ShouldBe("fast_feedback:1 core_integration:2 service_integration:3");

    [Theory]
    [InlineData(null, "fast_feedback[unit]:1 core_integration[api]:2")]
    [InlineData("legacy", "legacy_categories[unit,api]:1")]
    public void Plan_OfACategory_PullsInWhatItDependsOn(string? mode, string layers)
    {
        var plan = PlanMaker.Good(Four, request => request with { Mode = mode, Categories = ["api"] });

        string.Join(' ', plan.Layers.Select(static layer => $"{layer.Name}[{string.Join(',', layer.Categories.Select(static category => category.Name))}]:{layer.Phase}")).ShouldBe(layers);
        plan.Layers[^1].Categories[^1].DependsOn.ShouldBe(["unit"]);
    }

    [Fact]
    public void Plan_OfABackgroundCategory_IsItAlone() =>
        Show(PlanMaker.Good(Four, request => request with { Categories = ["e2e"] })).ShouldBe("e2e_background:1");

    [Theory]
    [InlineData("mode", "there is no mode 'fast_fedback'; did you mean 'fast_feedback'?; modes: fast_feedback, layered_execution, background_e2e, hybrid_execution, legacy_categories, commit, ci, weekend, development")]
    [InlineData("layer", "there is no layer 'fast'; layers: fast_feedback, core_integration, service_integration, e2e_background")]
    [InlineData("category", "there is no category 'unti'; did you mean 'unit'?; categories: smoke, unit, api, db, agent, e2e")]
    [InlineData("environment", "there is no environment 'prd'; did you mean 'prod'?; environments: test, dev, staging, prod (also development, production)")]
    [InlineData("fail_fast", "there is no fail-fast strategy 'imediate'; did you mean 'immediate'?; strategies: disabled, immediate, category, layer")]
    [InlineData("timeout", "the timeout is 0; expected a whole number from 1 to 1440 (minutes)")]
    [InlineData("extra", "arguments after -- go to exactly one category; name it with --category, 0 are named")]
    [InlineData("outside", "category 'e2e' is in none of the layers that run: fast_feedback")]
    [InlineData("nothing", "mode 'background_e2e' finds none of its layers without the background; layers: fast_feedback, core_integration, service_integration, e2e_background")]
    [InlineData("legacy", "mode 'legacy_categories' runs the categories that are named; categories: smoke, unit, api, db, agent, e2e")]
    public void Plan_OfSomethingUnknown_ListsWhatExists(string what, string message)
    {
        var reply = PlanMaker.Plan(Four, request => what switch
        {
            "mode" => request with { Mode = "fast_fedback" },
            "layer" => request with { Layers = ["fast"] },
            "category" => request with { Categories = ["unti"] },
            "environment" => request with { Environment = "prd" },
            "fail_fast" => request with { FailFast = "imediate" },
            "timeout" => request with { TimeoutMinutes = 0 },
            "extra" => request with { ExtraArguments = ["-v"] },
            "outside" => request with { Mode = "fast_feedback", Categories = ["e2e"] },
            "nothing" => request with { Mode = "background", NoBackground = true },
            _ => request with { Mode = "legacy" },
        });

        reply.Plan.ShouldBeNull();
        reply.Hash.ShouldBeNull();
        reply.Problems.ShouldHaveSingleItem().Message.ShouldBe(message);
    }

    [Fact]
    public void Plan_OfAProjectWithoutItsLayers_RefusesAMode() =>
        PlanMaker.Plan("layers: {mine: {categories: [{name: a, command: x}]}}", request => request with { Mode = "fast_feedback" })
            .Problems.ShouldHaveSingleItem().Message.ShouldBe("mode 'fast_feedback' finds none of its layers; layers: mine");

    [Fact]
    public void Plan_OfAModeInTheFile_ReplacesTheBuiltInOne()
    {
        var yaml = Four + "\nmodes: {fast_feedback: {layers: [core_integration], max_total_duration_minutes: 7, fail_fast: layer, background: true}}";

        var plan = PlanMaker.Good(yaml, request => request with { Mode = "fast_feedback" });

        Show(plan).ShouldBe("fast_feedback:1 core_integration:2 e2e_background:0");
        plan.TimeoutMs.ShouldBe(7 * 60_000);
        plan.Layers.ShouldAllBe(static layer => layer.FailFast == FailFast.Layer);
    }

    [Fact]
    public void Plan_OfOverrides_TakesTheRequestFirst()
    {
        var plan = PlanMaker.Good(Four, request => request with { TimeoutMinutes = 3, FailFast = "immediate", Environment = "production" });

        plan.TimeoutMs.ShouldBe(180_000);
        plan.Environment.ShouldBe("prod");
        plan.Layers.ShouldAllBe(static layer => layer.FailFast == FailFast.Immediate);
    }

    [Fact]
    public void Plan_OfTheGlobalTimeout_HoldsForModesWithoutOne() =>
        PlanMaker.Good(Four + "\nexecution: {global_timeout_minutes: 200}").TimeoutMs.ShouldBe(200 * 60_000);

    [Theory]
    [InlineData("a: {} b: {} c: {}", "a:1 b:1 c:1")]
    [InlineData("a: {} b: {conflicts_with: [a]} c: {}", "a:1 b:2 c:2")]
    [InlineData("a: {conflicts_with: [c]} b: {} c: {}", "a:1 b:1 c:2")]
    [InlineData("a: {} b: {execution_mode: sequential} c: {}", "a:1 b:2 c:3")]
    [InlineData("a: {} b: {depends_on: [a]} c: {depends_on: [a]}", "a:1 b:2 c:2")]
    [InlineData("a: {execution_order: 9} b: {execution_order: 5} c: {execution_order: 7}", "b:1 c:1 a:1")]
    public void Plan_OfLayers_GroupsThemIntoPhases(string layers, string phases)
    {
        var lines = layers.Replace("} ", "}\n", StringComparison.Ordinal).Split('\n').Select(static line => $"  {line[..^1]}{(line.EndsWith("{}", StringComparison.Ordinal) ? "" : ", ")}categories: [{{name: {line[0]}{line[0]}}}]}}");

        Show(PlanMaker.Good($"defaults: {{command: x}}\nlayers:\n{string.Join('\n', lines)}")).ShouldBe(phases);
    }

    [Fact]
    public void Plan_OfADependencyBetweenCategories_KeepsTheirLayersApart() =>
        Show(PlanMaker.Good("defaults: {command: x}\nlayers:\n  a: {categories: [{name: one}]}\n  b: {categories: [{name: two, depends_on: [one]}]}")).ShouldBe("a:1 b:2");

    [Fact]
    public void Plan_OfCategories_SortsThemByDependencyThenOrderThenPlace()
    {
        var plan = PlanMaker.Good("defaults: {command: x}\nlayers: {a: {categories: [{name: last, priority_order: 9}, {name: needy, depends_on: [last]}, {name: one}, {name: two}]}}");

        plan.Layers[0].Categories.Select(static category => category.Name).ShouldBe(["one", "two", "last", "needy"]);
    }

    [Fact]
    public void Plan_OfTheSameInput_HasTheSameHashWhateverForRunSays()
    {
        var first = PlanMaker.Plan(Four);
        var second = PlanMaker.Plan(Four, request => request with { ForRun = true });
        var third = PlanMaker.Plan(Four.Replace("run", "walk", StringComparison.Ordinal));

        second.Hash.ShouldBe(first.Hash);
        third.Hash.ShouldNotBe(first.Hash);
        first.Hash.ShouldNotBeNull().Length.ShouldBe(64);
    }

    [Fact]
    public void Plan_OfTheGuidesSample_HandsItsFreeMapsOn()
    {
        var plan = PlanMaker.Good("""
            defaults: {command: "run {category} of {layer}"}
            layers:
              custom_layer:
                name: "Custom Layer"
                description: "Custom layer for specific requirements"
                priority: 5
                execution_order: 5
                max_duration_minutes: 45
                execution_mode: "parallel"

                # Custom configuration
                custom_config:
                  special_setting: "value"
                  feature_flags:
                    - "experimental_feature"

                categories:
                  - name: "custom_category"
                    timeout_seconds: 300
                    max_parallel_instances: 2
                    # Custom category config
                    custom_settings:
                      framework: "custom_framework"
                      parameters:
                        param1: "value1"
            """);

        plan.Layers[0].CustomConfig.ShouldBe("""{"special_setting":"value","feature_flags":["experimental_feature"]}""");
        plan.Layers[0].Categories[0].CustomSettings.ShouldBe("""{"framework":"custom_framework","parameters":{"param1":"value1"}}""");
        plan.Layers[0].Categories[0].Command.ShouldBe(["sh", "-c", "run custom_category of custom_layer"]);
    }

    private static string Show(ExecutionPlan plan) => string.Join(' ', plan.Layers.Select(static layer => $"{layer.Name}:{layer.Phase}"));
}
