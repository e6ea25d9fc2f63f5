using Apex.Agents;
using Apex.Categories;
using Apex.Planning;
using Apex.Runner;

namespace Apex.Silo.Tests.Agents;

public sealed class AttemptSpecFactoryTests
{
    private static readonly CategoryPlan Category = new()
    {
        Name = "unit",
        Command = ["true"],
        WorkingDirectory = "/project",
        Environment = new Dictionary<string, string> { ["A"] = "1" },
        CustomSettings = """{"x":1}""",
    };

    private static readonly LayerPlan Layer = new() { Name = "fast", Categories = [Category], MaxParallelInstances = 3, CustomConfig = """{"y":2}""" };
    private static readonly ExecutionPlan Plan = new() { Project = "p", ProjectFolder = "/project", Mode = "m", Environment = "test", Layers = [Layer], MaxParallelCategories = 5 };
    private static readonly AttemptId Id = new("e", "fast", "unit", 2);

    [Fact]
    public void Create_Environment_TellsTheCommandWhereItIs()
    {
        var environment = Create(Layer).Environment;

        environment["A"].ShouldBe("1");
        environment["APEX_EXECUTION_ID"].ShouldBe("e");
        environment["APEX_LAYER"].ShouldBe("fast");
        environment["APEX_CATEGORY"].ShouldBe("unit");
        environment["APEX_ATTEMPT"].ShouldBe("2");
        environment["APEX_LAYER_CONFIG"].ShouldBe("""{"y":2}""");
        environment["APEX_CATEGORY_SETTINGS"].ShouldBe("""{"x":1}""");
    }

    [Fact]
    public void Create_Groups_BoundExecutionAndLayer()
    {
        var groups = Create(Layer).Groups.ToDictionary(group => group.Key, group => group.Max);

        groups["e"].ShouldBe(5);
        groups["e/fast"].ShouldBe(3);
    }

    [Fact]
    public void Create_Ceilings_BoundTheSumsOfExecutionAndLayer()
    {
        var plan = Plan with { MaxMemoryMb = 900, MaxCpuPercent = 80 };
        var spec = AttemptSpecFactory.Create(plan, Layer with { MaxMemoryMb = 300, MaxCpuPercent = 50 }, Category, Id, 1, null, "main", DateTimeOffset.UnixEpoch);

        spec.Groups[0].ShouldBe(new Apex.Runner.AdmissionGroup("e", 5, 900, 80));
        spec.Groups[1].ShouldBe(new Apex.Runner.AdmissionGroup("e/fast", 3, 300, 50));
        (spec.Project, spec.Branch).ShouldBe(("p", "main"));
    }

    [Fact]
    public void Create_Locks_AreGroupsOfOneForAllExecutions()
    {
        var groups = Create(Layer, Category with { Locks = ["db"], MaxParallelInstances = 2 }).Groups.ToDictionary(group => group.Key, group => group.Max);

        groups["lock:db"].ShouldBe(1);
        groups["instances:/project:unit"].ShouldBe(2);
    }

    [Fact]
    public void Create_Limits_AreThoseOfTheCategory()
    {
        Create(Layer).Limits.ShouldBeNull("none is declared, and none costs anything");
        Create(Layer, Category with { ProcessLimit = 9 }).Limits.ShouldBe(new AttemptLimits { Processes = 9 });
        Create(Layer, Category with { MemoryLimitMb = 64, CpuLimitPercent = 50 }).Limits.ShouldBe(new AttemptLimits { MemoryMb = 64, CpuPercent = 50 });
    }

    [Fact]
    public void Create_FolderOfWhatKeepsReportsOrArtifacts_StaysItsOwn()
    {
        Create(Layer).FolderIsFreeAfterwards.ShouldBeTrue();
        Create(Layer, Category with { Results = new ResultsPlan { Format = "junit" } }).FolderIsFreeAfterwards.ShouldBeFalse();
        Create(Layer, Category with { Artifacts = ["*.png"] }).FolderIsFreeAfterwards.ShouldBeFalse("the silo copies them there after the end");
    }

    [Fact]
    public void Create_OfABackgroundLayer_IsOfTheBackground()
    {
        Create(Layer).Background.ShouldBeFalse();
        Create(Layer with { Background = true }).Background.ShouldBeTrue();
    }

    [Fact]
    public void Create_PriorityOfALayer_IsThatOfItsAttempts()
    {
        Create(Layer with { Priority = 2 }).Priority.ShouldBe(2);
        Create(Layer with { Priority = 1 }).Background.ShouldBeFalse();
        Create(Layer with { Priority = 1, Background = true }).Background.ShouldBeTrue("the foreground is first");
    }

    [Fact]
    public void Create_SequentialLayer_RunsOneAtATime() =>
        Create(Layer with { Mode = LayerMode.Sequential }).Groups.Single(group => group.Key == "e/fast").Max.ShouldBe(1);

    [Theory]
    [InlineData(60, 60_000)]
    [InlineData(-5, 0)]
    public void Create_Deadline_IsTheBudgetThatIsLeft(int seconds, long budget) =>
        AttemptSpecFactory.Create(Plan, Layer, Category, Id, 1, DateTimeOffset.UnixEpoch.AddSeconds(seconds), null, DateTimeOffset.UnixEpoch).BudgetMs.ShouldBe(budget);

    private static Apex.Runner.AttemptSpec Create(LayerPlan layer, CategoryPlan? category = null) =>
        AttemptSpecFactory.Create(Plan, layer, category ?? Category, Id, 1, null, "main", DateTimeOffset.UnixEpoch);
}
