using Apex.Configuration;
using Apex.Planning;
using Apex.Silo.Tests.Planning;

namespace Apex.Silo.Tests.Configuration;

/// <summary>Every example plans, and netra's four layers plan as the original's numbers say, in each environment.</summary>
public sealed class ExampleTests
{
    public static TheoryData<string> Examples => [.. Directory.GetDirectories(Path.Combine(RepositoryFolder.Path, "config", "examples")).Select(static folder => Path.GetFileName(folder)!)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Example_OfTheRepository_PlansAndHasAModeline(string name)
    {
        var text = RepositoryFolder.Read($"config/examples/{name}/apex.yaml");

        text.ShouldStartWith("# yaml-language-server: $schema=../../schema/apex.schema.json\n");
        PlanMaker.Good(text).Layers.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("pytest")]
    [InlineData("npm")]
    [InlineData("dotnet")]
    public void Example_ToBeCopied_RunsWithoutAWarning(string name) =>
        PlanMaker.Good(RepositoryFolder.Read($"config/examples/{name}/apex.yaml"), static request => request with { ForRun = true }).Warnings.ShouldBeEmpty();

    // Per layer: phase (0: background), mode, fail fast, minutes, instances, rate/failures/critical/partial, categories with their timeouts.
    private const string FastFeedback = "sequential immediate 2 x2 0.98/2/critical/whole smoke=60 unit=120";
    private const string CoreIntegration = "parallel category 10 x4 0.95/5/critical/whole database=300 api=300 websocket=300 integration=600";
    private const string ServiceIntegration = "hybrid layer 20 x3 0.9/8/critical/partial agent=600 e2e_critical=300 frontend=300";
    private const string Background = "sequential disabled 60 x1 0.85/10/any/partial cypress=1800 e2e=1800 performance=1800";

    [Theory]
    [InlineData("test", $"1 fast_feedback {FastFeedback}", $"2 core_integration {CoreIntegration}", $"3 service_integration {ServiceIntegration}",
        "4 e2e_background sequential disabled 30 x1 0.85/10/any/partial cypress=1800 e2e=1800 performance=1800")]
    [InlineData("dev", $"1 fast_feedback {FastFeedback}", $"2 core_integration {CoreIntegration}",
        "3 service_integration hybrid layer 25 x3 0.9/8/critical/partial agent=600 e2e_critical=300 frontend=300",
        "0 e2e_background sequential disabled 60 x1 0.75/10/any/partial cypress=1800 e2e=1800 performance=1800")]
    [InlineData("staging", "1 fast_feedback sequential immediate 3 x2 0.98/2/critical/whole smoke=60 unit=120", $"2 core_integration {CoreIntegration}",
        $"3 service_integration {ServiceIntegration}", $"0 e2e_background {Background}")]
    [InlineData("prod", "1 fast_feedback sequential disabled 5 x2 0.98/2/critical/whole smoke=60 unit=120",
        "2 core_integration parallel category 15 x4 0.95/5/critical/whole database=300 api=300 websocket=300 integration=600",
        $"3 service_integration {ServiceIntegration}", $"0 e2e_background {Background}")]
    public void Netra_InAnEnvironment_PlansAsTheOriginalSays(string environment, string first, string second, string third, string fourth)
    {
        var plan = Netra(request => request with { Environment = environment });

        plan.Layers.Select(Show).ShouldBe([first, second, third, fourth]);
        (plan.TimeoutMs, plan.MaxParallelCategories, plan.InterLayerDelayMs).ShouldBe((90 * 60_000L, 8, 5000L));
    }

    [Theory]
    [InlineData("test", "postgresql redis backend_service")]
    [InlineData("staging", "postgresql redis backend_service auth_service")]
    public void Netra_InStaging_NeedsTheAuthService(string environment, string services)
    {
        var query = new ConfigurationQuery { Files = PlanMaker.Request(RepositoryFolder.Read("config/examples/netra/apex.yaml")).Files, ProjectFolder = "/project", Environment = environment };

        var layers = PlanMaker.Describer.Describe(query).Summary.ShouldNotBeNull().Layers;

        layers[1].RequiredServices.ShouldBe(services.Split(' '));
        layers.Select(static layer => (layer.MaxMemoryMb, layer.MaxCpuPercent)).ShouldBe([(512, 50), (1024, 70), (2048, 80), (4096, 90)]);
    }

    [Theory]
    [InlineData(null, "test")]
    [InlineData("layered_execution", "prod")]
    [InlineData("hybrid_execution", "dev")]
    [InlineData("weekend", "staging")]
    [InlineData("background_e2e", "prod")]
    public void Netra_InEveryModeWithTheBackground_RunsE2eBackground(string? mode, string environment) =>
        Netra(request => request with { Mode = mode, Environment = environment }).Layers.ShouldContain(static layer => layer.Name == "e2e_background" && layer.Categories.Count == 3);

    [Theory]
    [InlineData("layer")]
    [InlineData("mode")]
    public void Netra_OfE2eBackgroundAlone_IsLegal(string by)
    {
        var plan = Netra(request => by == "layer" ? request with { Layers = ["e2e_background"], Environment = "prod" } : request with { Mode = "background_e2e", Environment = "prod" });

        var layer = plan.Layers.ShouldHaveSingleItem();
        (layer.Name, layer.Phase, layer.Background, layer.DependsOn.Count).ShouldBe(("e2e_background", 1, false, 0));
        plan.Warnings.ShouldContain(static warning => warning.Code == "dependency_ignored");
    }

    [Fact]
    public void Netra_WithoutTheBackground_SaysThatItLeavesItOut()
    {
        var reply = PlanMaker.Plan(RepositoryFolder.Read("config/examples/netra/apex.yaml"), static request => request with { NoBackground = true, Environment = "prod" });

        reply.Omitted.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            static omission => omission.Layer.ShouldBe("e2e_background"),
            static omission => omission.Code.ShouldBe("no_background"));
    }

    private static ExecutionPlan Netra(Func<PlanRequest, PlanRequest> change) => PlanMaker.Good(RepositoryFolder.Read("config/examples/netra/apex.yaml"), change);

    private static string Show(LayerPlan layer)
    {
        var (mode, failFast, criteria) = (layer.Mode.ToString().ToLowerInvariant(), layer.FailFast.ToString().ToLowerInvariant(), layer.Criteria);
        var gate = FormattableString.Invariant($"{criteria.MinPassRate}/{criteria.MaxFailures}/{(criteria.CriticalMustPass ? "critical" : "any")}/{(criteria.AllowPartial ? "partial" : "whole")}");
        var categories = string.Join(' ', layer.Categories.Select(static category => $"{category.Name}={category.TimeoutMs / 1000}"));
        return $"{layer.Phase} {layer.Name} {mode} {failFast} {layer.BudgetMs / 60_000} x{layer.MaxParallelInstances} {gate} {categories}";
    }
}
