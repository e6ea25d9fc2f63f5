using Apex.Configuration;
using Apex.Configuration.Yaml;
using Apex.Planning;
using Apex.Silo.Tests.Planning;

namespace Apex.Silo.Tests.Configuration;

/// <summary>Environments: what merges with what, and where a value came from.</summary>
public sealed class EnvironmentTests
{
    private const string Main = """
        defaults: {command: x, env: {A: main, B: main}}
        layers:
          first:
            max_duration_minutes: 1
            depends_on: []
            categories:
              - {name: one, timeout_seconds: 1, env: {C: main}}
              - {name: two}
            environment_overrides:
              staging: {max_duration_minutes: 3, categories: [{name: two, timeout_seconds: 9}, {name: three}]}
              production: {max_duration_minutes: 5}
        """;

    private const string File = """
        defaults: {env: {B: file}}
        execution: {global_timeout_minutes: 7}
        layers:
          first:
            max_duration_minutes: 2
            categories: [{name: one, timeout_seconds: 2, no_output_timeout_seconds: ~}]
        """;

    private static ExecutionPlan Plan(string environment)
    {
        var reply = new Planner().Plan(PlanMaker.Request(Main, File) with { Environment = environment });
        reply.Plan.ShouldNotBeNull(PlanMaker.Show(reply.Problems));
        return reply.Plan;
    }

    [Theory]
    [InlineData("test", 2)]
    [InlineData("staging", 3)]
    [InlineData("prod", 5)]
    [InlineData("production", 5)]
    public void Load_OfAnEnvironment_PutsOverridesAboveItsFileAboveTheProject(string environment, int minutes) =>
        Plan(environment).Layers[0].BudgetMs.ShouldBe(minutes * 60_000);

    [Fact]
    public void Load_OfMaps_MergesByKeyAndCategoriesByName()
    {
        var plan = Plan("staging");

        plan.Layers[0].Categories.Select(static category => (category.Name, category.TimeoutMs)).ShouldBe([("one", 2000), ("two", 9000), ("three", 300_000)]);
        plan.Layers[0].Categories[0].Environment.ShouldBe(new Dictionary<string, string> { ["A"] = "main", ["B"] = "file", ["C"] = "main" });
        plan.TimeoutMs.ShouldBe(7 * 60_000);
    }

    [Fact]
    public void Load_OfAnEnvironment_LeavesTheNextUntouched()
    {
        Plan("staging");

        Plan("test").Layers[0].Categories.Count.ShouldBe(2);
    }

    [Fact]
    public void Load_OfEveryValue_KnowsWhereItCameFrom()
    {
        var problems = new ProblemBag();
        var loaded = new ConfigurationLoader(new ParsedFiles(new YamlLimits(), TimeProvider.System)).Load(PlanMaker.Request(Main, File).Files, "staging", problems).ShouldNotBeNull();

        Origin("defaults.env.A").ShouldBe("apex.yaml:1:33");
        Origin("defaults.env.B").ShouldBe("environments/test.yaml:1:21");
        Origin("layers.first.max_duration_minutes").ShouldBe("apex.yaml:10:39");
        Origin("layers.first.categories[0].timeout_seconds").ShouldBe("environments/test.yaml:6:47");
        Origin("layers.first.categories[1].timeout_seconds").ShouldBe("apex.yaml:10:84");
        loaded.Places.TryFind("layers.first.fail_fast", out _).ShouldBeFalse();

        string Origin(string path)
        {
            loaded.Places.TryFind(path, out var place).ShouldBeTrue();
            return $"{place.Source?.Path}:{place.Line}:{place.Column}";
        }
    }

    [Fact]
    public void Load_OfAnchorsAndMergeKeys_KeepsTheMapsOwnValues()
    {
        var plan = PlanMaker.Good("""
            x-base: &base {command: x, timeout_seconds: 5, env: {A: base}}
            x-more: &more {timeout_seconds: 6, critical: true}
            layers:
              first:
                categories:
                  - {<<: *base, name: one}
                  - {name: two, <<: [*more, *base], env: &env {B: own}}
                  - {name: three, command: y, env: *env}
            """);

        plan.Layers[0].Categories.Select(static category => (category.Name, category.TimeoutMs, category.Critical)).ShouldBe([("one", 5000, false), ("two", 6000, true), ("three", 300_000, false)]);
        plan.Layers[0].Categories[1].Environment.Keys.ShouldBe(["B"]);
        plan.Layers[0].Categories[2].Environment.Keys.ShouldBe(["B"]);
    }

    [Theory]
    [InlineData("test", "fast_feedback:1:2 core_integration:2:10 service_integration:3:20 e2e_background:4:30")]
    [InlineData("dev", "fast_feedback:1:2 core_integration:2:10 service_integration:3:25 e2e_background:0:60")]
    [InlineData("staging", "fast_feedback:1:3 core_integration:2:10 service_integration:3:20 e2e_background:0:60")]
    [InlineData("prod", "fast_feedback:1:5 core_integration:2:15 service_integration:3:20 e2e_background:0:60")]
    public void Netra_InEachEnvironment_PlansAsTheOriginalSays(string environment, string layers)
    {
        var plan = PlanMaker.Good(RepositoryFolder.Read("config/examples/netra/apex.yaml"), request => request with { Environment = environment });

        string.Join(' ', plan.Layers.Select(static layer => $"{layer.Name}:{layer.Phase}:{layer.BudgetMs / 60_000}")).ShouldBe(layers);
        plan.Layers[0].FailFast.ShouldBe(environment == "prod" ? FailFast.Disabled : FailFast.Immediate);
        plan.Layers[3].Criteria.MinPassRate.ShouldBe(environment == "dev" ? .75 : .85);
        plan.Layers[3].Background.ShouldBe(environment != "test");
        plan.Layers.Select(static layer => layer.Categories.Count).ShouldBe([2, 4, 3, 3]);
        plan.InterLayerDelayMs.ShouldBe(5000);
    }

    [Fact]
    public void Netra_InTheFirstLayer_RunsToday() =>
        PlanMaker.Good(RepositoryFolder.Read("config/examples/netra/apex.yaml"), static request => request with { Mode = "fast_feedback", ForRun = true })
            .Layers.ShouldHaveSingleItem();

    [Theory]
    [InlineData("unit", 1, "fast_feedback/unit: failing as asked")]
    [InlineData("smoke", 0, "fast_feedback/unit: ok")]
    public void Netra_Commands_FailWhereAsked(string failing, int code, string output)
    {
        var command = PlanMaker.Good(RepositoryFolder.Read("config/examples/netra/apex.yaml")).Layers[0].Categories[1].Command;
        var start = new System.Diagnostics.ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment["APEX_EXAMPLE_FAIL"] = failing;
        using var process = System.Diagnostics.Process.Start(start).ShouldNotBeNull();

        process.StandardOutput.ReadToEnd().Trim().ShouldBe(output);
        process.WaitForExit();
        process.ExitCode.ShouldBe(code);
    }
}
