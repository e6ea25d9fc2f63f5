using Apex.Client.Tests.Fixtures;
using Apex.Configuration;
using Apex.Executions;
using Apex.Planning;

namespace Apex.Client.Tests;

public sealed class RunTests
{
    private const string Yaml = "version: 1\n";

    [Fact]
    public async Task Run_WithAllOptions_SendsFilesSelectionAndCaller()
    {
        using var cli = new TestCli { Tree = new WorkingTree { Commit = "c0ffee", Branch = "main", Dirty = true } };
        cli.Write("config/apex.yaml", Yaml);
        cli.Write("config/environments/production.yaml", "layers: {}\n");
        cli.Environment["FOO"] = "1";
        cli.Region.Events = Samples.Events();

        await cli.RunAsync(
            "run", "--mode", "hybrid", "--layer", "unit", "--layer", "core", "--category", "api", "--env", "prod", "--no-background", "--label", "team=cart=x",
            "--thread", "t-1", "--real-services", "--real-llm", "--fail-fast", "layer", "--timeout", "7", "--allow-shared-tree", "--", "--filter", "--layer");

        var (id, request) = cli.Region.Starts.ShouldHaveSingleItem();
        Guid.Parse(id).Version.ShouldBe(7);
        var plan = request.Plan;
        plan.Files.Select(file => file.Path).ShouldBe(["config/apex.yaml", "config/environments/production.yaml"]);
        plan.Files[0].Text.ShouldBe(Yaml);
        plan.ProjectFolder.ShouldBe(cli.Folder);
        (plan.Mode, plan.Environment, plan.NoBackground, plan.FailFast, plan.TimeoutMinutes).ShouldBe(("hybrid", "prod", true, "layer", 7));
        plan.Layers.ShouldBe(["unit", "core"]);
        plan.Categories.ShouldBe(["api"]);
        plan.ExtraArguments.ShouldBe(["--filter", "--layer"]);
        (plan.RealServices, plan.RealLlm, request.AllowSharedTree, request.ThreadId).ShouldBe((true, true, true, "t-1"));
        request.Labels["team"].ShouldBe("cart=x");
        request.Caller!.Environment["FOO"].ShouldBe("1");
        request.Caller.Umask.ShouldBe(18);
        request.Tree.ShouldBe(cli.Tree);
    }

    [Fact]
    public async Task Run_OnANamedServer_SendsNoVariablesOfTheCaller()
    {
        using var cli = new TestCli { Region = new FakeRegion { IsLocal = false, Events = Samples.Events() } };
        cli.Write("apex.yaml", Yaml);
        cli.Environment["APEX_TOKEN"] = "t0ken";

        await cli.RunAsync("run", "--server", "ci:30000");

        cli.Region.Starts.ShouldHaveSingleItem().Request.Caller.ShouldBeNull();
        cli.Servers.ShouldHaveSingleItem().ShouldBe(new ServerChoice("ci:30000", "t0ken", "local"));
    }

    [Fact]
    public async Task Run_Detached_PrintsTheIdAlone()
    {
        using var cli = new TestCli();
        cli.Write("apex.yaml", Yaml);

        var result = await cli.RunAsync("run", "--detach");

        result.Code.ShouldBe(ExitCode.Passed);
        result.Out.ShouldBe($"{cli.Region.Starts[0].Id}\n");
        cli.Region.WatchedAfter.ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_DetachedWithJson_PrintsTheDocument()
    {
        using var cli = new TestCli();
        cli.Region.OnStart = _ => new StartReply { Outcome = StartOutcome.Started, Execution = Samples.Passed() };
        cli.Write("apex.yaml", Yaml);

        var result = await cli.RunAsync("run", "--detach", "-o", "json");

        Golden.Check("run-detach.json", result.Out);
    }

    [Fact]
    public async Task Run_WithAnIdempotencyKey_HasTheIdOfRegionProjectAndKey()
    {
        using var cli = new TestCli();
        cli.Write("apex.yaml", Yaml);
        cli.Region.OnPlan = request => new PlanReply
        {
            Plan = new ExecutionPlan { Project = "shop", ProjectFolder = request.ProjectFolder, Mode = "m", Environment = "test", Layers = [] },
        };

        await cli.RunAsync("run", "--detach", "--idempotency-key", "job-7");
        await cli.RunAsync("run", "--detach", "--idempotency-key", "job-7");

        cli.Region.Starts.Select(start => start.Id).Distinct().ShouldBe([ExecutionId.FromKey("local", "shop", "job-7")]);
    }

    [Fact]
    public async Task Run_WhenTheAnswerIsLost_IsSentAgainUnderTheSameId()
    {
        using var cli = new TestCli();
        cli.Write("apex.yaml", Yaml);
        var calls = 0;
        cli.Region.OnStart = id => ++calls == 1
            ? throw new TimeoutException("no answer")
            : new StartReply { Outcome = StartOutcome.Existing, Execution = Samples.Passed(id) };

        var result = await cli.RunAsync("run", "--detach");

        result.Code.ShouldBe(ExitCode.Passed);
        cli.Region.Starts.Count.ShouldBe(2);
        cli.Region.Starts[0].Id.ShouldBe(cli.Region.Starts[1].Id);
        cli.Region.Connections.ShouldBe(2);
        result.Error.ShouldContain("connection to the silo lost");
    }

    [Theory]
    [InlineData(StartOutcome.Conflict, 2, "conflict")]
    [InlineData(StartOutcome.TreeBusy, 2, "tree_busy")]
    [InlineData(StartOutcome.Unavailable, 7, "unavailable")]
    [InlineData(StartOutcome.Invalid, 2, "invalid_selection")]
    public async Task Run_WhenRefused_SaysWhyAndStartsNothing(StartOutcome outcome, int code, string name)
    {
        using var cli = new TestCli();
        cli.Write("apex.yaml", Yaml);
        cli.Region.OnStart = _ => new StartReply { Outcome = outcome, Message = "because of a reason" };

        var result = await cli.RunAsync("run", "-o", "json");

        result.Code.ShouldBe(code);
        result.Out.ShouldBeEmpty();
        result.Error.ShouldContain($"\"code\": \"{name}\"");
        result.Error.ShouldContain("because of a reason");
    }

    [Theory]
    [InlineData("the region drains: nothing new begins until 'apex agents resume'", "`apex agents` shows since when it drains")]
    [InlineData("2 of 5 kinds of agents work", "try again in a moment")]
    public async Task Run_WhenUnavailable_HintsAtWhatHelps(string message, string hint)
    {
        using var cli = new TestCli();
        cli.Write("apex.yaml", Yaml);
        cli.Region.OnStart = _ => new StartReply { Outcome = StartOutcome.Unavailable, Message = message };

        var error = (await cli.RunAsync("run")).Error;

        error.ShouldContain(hint);
        error.Contains("in a moment", StringComparison.Ordinal).ShouldBe(hint.Contains("in a moment", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_WithProblems_ShowsAllOfThemLikeACompiler()
    {
        using var cli = new TestCli();
        cli.Write("apex.yaml", Yaml);
        cli.Region.OnStart = _ => new StartReply { Outcome = StartOutcome.Invalid, Problems = Problems() };

        var result = await cli.RunAsync("run");

        result.Code.ShouldBe(ExitCode.Refused);
        result.Error.ShouldBe(
            """
            error[unknown_key]: unknown key 'comand' — did you mean 'command'?
              --> apex.yaml:12:9  (layers.unit.categories[0].comand)
                |
             12 | 	      comand: dotnet test
                | 	       ^

            warning[budget_sum]: the budgets add up to 92 minutes
              --> apex.yaml

            error[unknown_mode]: there is no mode 'fats_feedback': fast_feedback, hybrid

            error: 2 problems in the configuration or the selection, nothing was started

            """);
    }

    [Fact]
    public async Task Run_WithProblemsAndJson_PrintsThemAsDetails()
    {
        using var cli = new TestCli();
        cli.Write("apex.yaml", Yaml);
        cli.Region.OnStart = _ => new StartReply { Outcome = StartOutcome.Invalid, Problems = Problems() };

        var result = await cli.RunAsync("run", "-o", "json");

        Golden.Check("error-problems.json", result.Error);
    }

    [Fact]
    public async Task Run_WithoutAConfiguration_NamesTheFoldersLookedIn()
    {
        using var cli = new TestCli();
        Directory.CreateDirectory(Path.Combine(cli.Folder, ".git"));

        var result = await cli.RunAsync("run");

        result.Code.ShouldBe(ExitCode.Refused);
        result.Error.ShouldContain("no apex.yaml here");
        result.Error.ShouldContain($"    {cli.Folder}\n");
        cli.Region.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task Run_WithAnUnknownEnvironment_ListsWhatExists()
    {
        using var cli = new TestCli();
        cli.Write("apex.yaml", Yaml);

        var result = await cli.RunAsync("run", "--env", "../secret");

        result.Code.ShouldBe(ExitCode.Refused);
        result.Error.ShouldContain("expected test, dev, staging or prod");
    }

    [Fact]
    public async Task Run_WhenTheClientErrs_IsAnInternalErrorWithoutAStackTrace()
    {
        using var cli = new TestCli();
        cli.Write("apex.yaml", Yaml);
        cli.Region.OnStart = _ => throw new InvalidCastException("odd");

        var result = await cli.RunAsync("run");

        result.Code.ShouldBe(ExitCode.Error);
        result.Error.ShouldContain("an error of Apex itself: InvalidCastException: odd");
        result.Error.ShouldNotContain("   at ");
    }

    private static List<ConfigurationProblem> Problems() =>
    [
        new() { Code = "unknown_key", File = "apex.yaml", Line = 12, Column = 9, Path = "layers.unit.categories[0].comand", Message = "unknown key 'comand' — did you mean 'command'?", Source = "\t      comand: dotnet test" },
        new() { Code = "budget_sum", File = "apex.yaml", Message = "the budgets add up to 92 minutes", IsWarning = true },
        new() { Code = "unknown_mode", Message = "there is no mode 'fats_feedback': fast_feedback, hybrid" },
    ];
}
