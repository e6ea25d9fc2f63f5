namespace Apex.Silo.Tests.Planning;

/// <summary>Services of a plan, and who needs which.</summary>
public sealed class ServicePlanTests
{
    private const string Yaml = """
        execution: {layer_startup_timeout_seconds: 40}
        services:
          web: {probe: {http: "http://127.0.0.1:1/health"}, depends_on: [db], remedy: [look]}
          db: {probe: {tcp: "127.0.0.1:2"}, start: "run db", stop: [stop, db], startup_timeout_seconds: 7}
          cache: {probe: {command: look}}
          unused: {probe: {tcp: "127.0.0.1:3"}}
        layers:
          first:
            required_services: [web]
            categories:
              - {name: one, command: x}
              - {name: two, command: x, requires: [cache, real_llm]}
          second:
            categories: [{name: three, command: x}]
        """;

    [Fact]
    public void Plan_RequiredServices_AreClosedAndInTheOrderOfDependencies()
    {
        var plan = PlanMaker.Good(Yaml);

        plan.Services.Select(static service => service.Name).ShouldBe(["db", "web", "cache"]);
        plan.Layers.SelectMany(static layer => layer.Categories).Select(static category => $"{category.Name}: {string.Join(' ', category.Services)}")
            .ShouldBe(["one: db web", "two: db web cache", "three: "]);
        plan.Layers[0].ServicesTimeoutMs.ShouldBe(40_000);
    }

    [Fact]
    public void Plan_AService_HasAllThatItsFieldsSay()
    {
        var plan = PlanMaker.Good(Yaml);

        var (db, web, cache) = (plan.Services[0], plan.Services[1], plan.Services[2]);
        (db.Tcp, db.StartupTimeoutMs, db.WorkingDirectory).ShouldBe(("127.0.0.1:2", 7_000, "/project"));
        db.Start.ShouldBe(["sh", "-c", "run db"]);
        db.Stop.ShouldBe(["stop", "db"]);
        (web.Http, web.StartupTimeoutMs, web.Start).ShouldBe(("http://127.0.0.1:1/health", 30_000, null));
        web.DependsOn.ShouldBe(["db"]);
        web.Remedy.ShouldBe(["look"]);
        cache.Command.ShouldBe(["sh", "-c", "look"]);
    }

    [Fact]
    public void Plan_ChosenCategoryWithoutServices_HasNone() =>
        PlanMaker.Good(Yaml, static request => request with { Categories = ["three"] }).Services.ShouldBeEmpty();

    [Fact]
    public void Plan_ForARunThatNeedsServices_IsNotRefused() =>
        PlanMaker.Plan(Yaml, static request => request with { ForRun = true, RealLlm = true }).Plan.ShouldNotBeNull();

    [Theory]
    [InlineData("../x/*.log")]
    [InlineData("/etc/*")]
    [InlineData("a/../../b")]
    public void Plan_ArtifactsOutsideTheProject_AreAnError(string glob) =>
        PlanMaker.Plan($"layers: {{one: {{categories: [{{name: a, command: x, artifacts: [\"{glob}\"]}}]}}}}").Problems.ShouldContain(static problem => problem.Message.Contains("below the project folder"));
}
