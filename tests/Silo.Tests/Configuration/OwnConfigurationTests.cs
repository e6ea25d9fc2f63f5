using Apex.Planning;
using Apex.Silo.Tests.Planning;

namespace Apex.Silo.Tests.Configuration;

/// <summary>config/apex.yaml against this repository.</summary>
public sealed class OwnConfigurationTests
{
    private static ExecutionPlan Plan(string? mode = null) =>
        PlanMaker.Good(RepositoryFolder.Read("config/apex.yaml"), request => request with { Mode = mode, ForRun = true, ProjectFolder = RepositoryFolder.Path });

    [Fact]
    public void Categories_OfTheDefaultMode_CoverEveryTestProjectOnce()
    {
        var projects = Directory.GetDirectories(Path.Combine(RepositoryFolder.Path, "tests"), "*.Tests").Select(Path.GetFileName).Order();

        var tested = Plan().Layers
            .SelectMany(static layer => layer.Categories)
            .SelectMany(static category => category.Command)
            .SelectMany(static text => text.Split([' ', '\n', '"']))
            .Where(static word => word.StartsWith("tests/", StringComparison.Ordinal))
            .Select(static word => word["tests/".Length..])
            .Order();

        tested.ShouldBe(projects);
    }

    [Fact]
    public void Plan_OfTheOwnFile_HasNoWarning() => Plan().Warnings.ShouldBeEmpty();

    [Fact]
    public void Plan_ByDefault_RunsThreeLayersInTurn() =>
        Plan().Layers.Select(static layer => (layer.Name, layer.Phase)).ShouldBe([("fast_feedback", 1), ("core_integration", 2), ("service_integration", 3)]);

    [Fact]
    public void Plan_OfFastFeedback_IsOneLayerWithTimeForAColdBuild()
    {
        var plan = Plan("fast_feedback");

        plan.Layers.ShouldHaveSingleItem().Categories.Select(static category => category.Name).ShouldBe(["build_smoke", "contracts", "grains"]);
        plan.TimeoutMs.ShouldBeGreaterThanOrEqualTo(15 * 60_000);
    }

    [Fact]
    public void EveryTestCategory_AsksForATrxReport()
    {
        foreach (var category in Plan().Layers.SelectMany(static layer => layer.Categories).Where(static category => category.Name != "build_smoke"))
        {
            category.Results.ShouldNotBeNull().Format.ShouldBe("trx");
            string.Join(' ', category.Command).ShouldContain("--report-trx");
        }
    }
}
