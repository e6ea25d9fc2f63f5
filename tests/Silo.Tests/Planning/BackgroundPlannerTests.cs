using Apex.Background;
using Apex.Configuration;
using Apex.Planning;

namespace Apex.Silo.Tests.Planning;

/// <summary>Plans for the background lane.</summary>
public sealed class BackgroundPlannerTests
{
    private const string File = """
        defaults: {command: run}
        background: {timeout_minutes: 7, retries: 1, supersede: true, retention_days: 3}
        layers:
          fast_feedback: {categories: [{name: smoke}, {name: unit, depends_on: [smoke]}], max_duration_minutes: 2}
          e2e_background: {depends_on: [fast_feedback], background: true, max_duration_minutes: 60, categories: [{name: e2e, retries: 1, depends_on: [unit]}, {name: cypress}]}
        """;

    [Fact]
    public void Plan_OfALayer_HasTheFilesBackgroundSettings()
    {
        var plan = PlanMaker.Good(File, static request => InLane(request) with { Layers = ["e2e_background"] });

        Show(plan).ShouldBe("e2e_background(e2e cypress)");
        (plan.Mode, plan.TimeoutMs).ShouldBe(("background_e2e", 7 * 60_000L));
        plan.Layers[0].BudgetMs.ShouldBe(7 * 60_000L, "a task has one limit");
        plan.Background.ShouldBeEquivalentTo(new BackgroundPlan { Priority = 2, Supersede = true, RetentionDays = 3, Layers = ["e2e_background"] });
        plan.Layers[0].Categories[0].Retry.ShouldBeEquivalentTo(plan.Layers[0].Categories[0].Retry with { Retries = 1, BackgroundRetries = 1 });
        plan.Layers[0].Categories[1].Retry.BackgroundRetries.ShouldBe(1);
    }

    [Theory]
    [InlineData("e2e", "e2e_background(e2e)")] // what it depends on elsewhere does not run
    [InlineData("unit", "fast_feedback(smoke unit)")]
    [InlineData("smoke cypress", "fast_feedback(smoke) e2e_background(cypress)")]
    public void Plan_OfCategories_RunsThemWithWhatTheyNeedOfTheirLayer(string categories, string expected) =>
        Show(PlanMaker.Good(File, request => InLane(request) with { Categories = [.. categories.Split(' ')] })).ShouldBe(expected);

    [Fact]
    public void Plan_WithATimeout_IsThatForTaskAndLayers()
    {
        var plan = PlanMaker.Good(File, static request => InLane(request) with { Categories = ["smoke"], TimeoutMinutes = 90 });

        (plan.TimeoutMs, plan.Layers[0].BudgetMs).ShouldBe((90 * 60_000L, 90 * 60_000L));
    }

    [Theory]
    [InlineData(0, "smoke", "the priority is 0; expected a whole number from 1 (first) to 5")]
    [InlineData(6, "smoke", "the priority is 6; expected a whole number from 1 (first) to 5")]
    [InlineData(3, null, "a background task needs a category or a layer")]
    [InlineData(3, "smoek", "there is no category 'smoek'")]
    public void Plan_WrongTask_IsRefused(int priority, string? category, string message)
    {
        var reply = PlanMaker.Plan(File, request => request with { Background = new BackgroundRequest { Priority = priority }, Categories = category is null ? [] : [category] });

        reply.Plan.ShouldBeNull();
        PlanMaker.Show(reply.Problems).ShouldContain(message);
    }

    [Fact]
    public void Plan_OutsideTheLane_KnowsNothingOfIt()
    {
        var plan = PlanMaker.Good(File, static request => request with { Categories = ["smoke"] });

        plan.Background.ShouldBeNull();
        plan.Layers[0].Categories[0].Retry.BackgroundRetries.ShouldBeNull();
    }

    private static PlanRequest InLane(PlanRequest request) => request with { Background = new BackgroundRequest { Priority = 2 }, ForRun = true };

    private static string Show(ExecutionPlan plan) =>
        string.Join(' ', plan.Layers.Select(static layer => $"{layer.Name}({string.Join(' ', layer.Categories.Select(static category => category.Name))})"));
}
