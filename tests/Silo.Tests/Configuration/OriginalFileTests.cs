using Apex.Configuration;
using Apex.Configuration.Migration;
using Apex.Silo.Tests.Planning;

namespace Apex.Silo.Tests.Configuration;

/// <summary>A file in the original's style becomes one that plans, with a word about everything that has no place.</summary>
public sealed class OriginalFileTests
{
    private const string Original = """
        metadata: {version: "1.0.0", description: "layers"}
        layers:
          fast_feedback:
            name: "Fast Feedback"
            priority: 1
            execution_order: 1
            max_duration_minutes: 2
            execution_mode: "sequential"
            fail_fast: true
            background_execution: false
            resource_limits: {max_memory_mb: 512, max_cpu_percent: 50, max_parallel_instances: 2}
            categories:
              - name: "smoke"
                timeout_seconds: 60
                max_parallel_instances: 2
                priority_order: 1
                resource_requirements: {requires_postgresql: false, min_memory_mb: 64}
                filters: {include_patterns: ["smoke"]}
            success_criteria: {min_pass_rate: 0.98, max_failures: 2, critical_tests_must_pass: true, allow_partial_success: false}
            llm_requirements: {mode: "mock"}
            environment_overrides:
              production: {max_duration_minutes: 5, fail_fast: false}
          e2e_background:
            name: "E2E"
            execution_order: 2
            max_duration_minutes: 60
            execution_mode: "sequential"
            fail_fast: false
            background_execution: true
            dependencies: ["fast_feedback"]
            conflicts: ["fast_feedback", "performance"]
            required_services: ["postgresql", "frontend_service"]
            categories:
              - name: "cypress"
                timeout_seconds: 1800
                resource_requirements: {requires_redis: true, requires_real_llm: true, requires_node_runtime: true, dedicated_resources: true, min_memory_mb: 1024}
        execution_config:
          layer_execution_mode: "waterfall_with_background"
          global_timeout_minutes: 90
          inter_layer_delay_seconds: 5
          max_global_parallel_tests: 8
          max_memory_usage_mb: 6144
          fail_fast_strategy: {fast_feedback: "layer"}
        service_dependencies:
          postgresql: {startup_timeout_seconds: 30, health_check_command: "pg_isready -h localhost"}
          frontend_service: {startup_timeout_seconds: 60, health_check_endpoint: "/health", depends_on: [redis], build_required: true}
        monitoring: {progress_tracking: {enabled: true}}
        """;

    [Fact]
    public void Convert_OfTheOriginalsStyle_PlansWithItsNumbers()
    {
        var plan = PlanMaker.Good(Convert(Original), static request => request with { Environment = "prod" });

        plan.Layers.Select(static layer => (layer.Name, layer.BudgetMs / 60_000, layer.Background)).ShouldBe([("fast_feedback", 5L, false), ("e2e_background", 60L, true)]);
        plan.Layers[0].Criteria.ShouldBe(new Apex.Planning.SuccessCriteria { MinPassRate = 0.98, MaxFailures = 2 });
        plan.Layers[0].FailFast.ShouldBe(Apex.Planning.FailFast.Disabled);
        plan.Layers[0].Categories[0].Command.ShouldBe(["sh", "-c", "run smoke of fast_feedback"]);
        (plan.Layers[0].Categories[0].TimeoutMs, plan.Layers[0].Categories[0].MemoryMb).ShouldBe((60_000L, 64));
        (plan.TimeoutMs, plan.InterLayerDelayMs, plan.MaxParallelCategories).ShouldBe((90 * 60_000L, 5000L, 8));
        PlanMaker.Good(Convert(Original)).Layers[0].FailFast.ShouldBe(Apex.Planning.FailFast.Layer);
    }

    [Fact]
    public void Convert_OfServices_DefinesEachThatIsNamed()
    {
        var text = Convert(Original);

        text.ShouldContain("command: \"pg_isready -h localhost\"");
        text.ShouldContain("http: \"http://localhost:3000/health\"");
        text.ShouldContain("tcp: \"localhost:6379\"");
        text.ShouldContain("        requires:\n          - redis\n          - real_llm\n");
    }

    [Theory]
    [InlineData("layers.fast_feedback.llm_requirements (line 20)")]
    [InlineData("fast_feedback/smoke: max_parallel_instances (line 15)")]
    [InlineData("fast_feedback/smoke: filters (line 18)")]
    [InlineData("layers.e2e_background.conflicts: fast_feedback (line 31): the layer depends on it")]
    [InlineData("layers.e2e_background.conflicts: performance (line 31): conflicts are between layers")]
    [InlineData("e2e_background/cypress: requires_node_runtime (line 36)")]
    [InlineData("execution_config.layer_execution_mode (line 38)")]
    [InlineData("service frontend_service: build_required (line 46)")]
    [InlineData("monitoring (line 47)")]
    public void Convert_OfWhatHasNoPlace_SaysSo(string note) => Convert(Original).ShouldContain($"# - left out: {note}");

    [Fact]
    public void Convert_OfTheGuidesSample_KeepsItsFreeMaps()
    {
        var plan = PlanMaker.Good(Convert("layers: {custom_layer: {name: x, execution_order: 5, custom_config: {a: [b]}, categories: [{name: c, custom_settings: {d: 1}}]}}"));

        (plan.Layers[0].CustomConfig, plan.Layers[0].Categories[0].CustomSettings).ShouldBe(("""{"a":["b"]}""", """{"d":1}"""));
    }

    [Theory]
    [InlineData("layers: [")]
    [InlineData("tests: {}")]
    [InlineData("layers: nothing")]
    [InlineData("")]
    public void Convert_OfSomethingElse_IsAProblem(string yaml)
    {
        var problems = new ProblemBag();

        OriginalFile.Convert(new ConfigurationFile { Path = "test_layers.yaml", Text = yaml }, "x", problems).ShouldBeNull();

        problems.ToList().ShouldNotBeEmpty();
    }

    private static string Convert(string yaml)
    {
        var problems = new ProblemBag();
        var text = OriginalFile.Convert(new ConfigurationFile { Path = "test_layers.yaml", Text = yaml }, "run {category} of {layer}", problems);
        return text.ShouldNotBeNull(PlanMaker.Show(problems.ToList()));
    }
}
