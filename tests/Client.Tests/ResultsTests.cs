using System.Xml.Linq;
using Apex.Categories;
using Apex.Client.Tests.Fixtures;
using Apex.Executions;
using Apex.Results;
using TestResult = Apex.Results.TestResult;

namespace Apex.Client.Tests;

/// <summary><c>apex results</c> and <c>apex rerun</c>.</summary>
public sealed class ResultsTests
{
    private static readonly TestResult Add = new() { Name = "Shop.CartTests.Add", Suite = "Shop.CartTests", DurationMs = 12.5 };

    private static readonly TestResult Failed = new()
    {
        Name = "Shop.CartTests.Total(rows: 2)",
        Suite = "Shop.CartTests",
        Status = TestStatus.Failed,
        File = "tests/CartTests.cs",
        Line = 42,
        DurationMs = 1500,
        Message = "Expected: 2\nActual:   1",
        Trace = "at Shop.CartTests.Total\n\e[31mat System.Red\uFFFF",
    };

    private static readonly TestResult Left = new() { Name = "Shop.CartTests.Later", Suite = "Shop.CartTests", Status = TestStatus.Skipped, Message = "not now" };

    private static readonly TestResult Flaky = new() { Name = "Shop.CartTests.Wobbles", Suite = "Shop.CartTests", Status = TestStatus.Flaky, Message = "first time" };

    /// <summary>core/api: attempt 1 failed Add, attempt 2 passed it and failed another; core/db had no report.</summary>
    private static ExecutionSnapshot Execution(string id)
    {
        var first = Samples.Attempt(1, Verdict.Failed, FailureClass.Test);
        var second = Samples.Attempt(2, Verdict.Failed, FailureClass.Test, [new TestFailure { Test = Failed.Name, Message = "remembered" }]);
        var counts = new TestCounts { Total = 4, Passed = 2, Failed = 1, Skipped = 1, Flaky = 1 };
        var api = Samples.Category("api", Verdict.Failed, counts) with
        {
            Reason = "1 of 4 tests failed",
            Attempts = [first with { Report = first.Report! with { Counts = Samples.Counts(0, 1) } }, second with { Report = second.Report! with { Counts = counts } }],
        };
        return Samples.Failed(id) with
        {
            State = ExecutionState.Completed,
            Verdict = Verdict.Error,
            Counts = counts,
            Layers =
            [
                Samples.Layer("core", Verdict.Error, api, Samples.Failed().Layers[1].Categories[1], Samples.Failed().Layers[1].Categories[2]),
                Samples.Layer("unit", Verdict.Passed, Samples.Category("unit", Verdict.Passed, null)),
            ],
        };
    }

    /// <summary>Two tests a page, so that every answer takes several.</summary>
    private static TestsPage Page(TestsQuery query)
    {
        List<TestResult> all = query.Id.Number == 1 ? [Add with { Status = TestStatus.Failed, Message = "at first" }] : [Add, Failed, Left, Flaky];
        var wanted = all.Skip((int)query.Offset).Take(2).Where(test => !query.OnlyProblems || test.Status is TestStatus.Failed or TestStatus.Flaky);
        return query.Id.Category == "api"
            ? new TestsPage { Exists = true, Tests = [.. wanted], NextOffset = query.Offset + 2, End = query.Offset + 2 >= all.Count }
            : new TestsPage { Exists = false, End = true };
    }

    private static TestCli Cli()
    {
        var cli = new TestCli();
        cli.Region.OnGet = (id, _) => Execution(id);
        cli.Region.OnTests = Page;
        cli.Write("apex.yaml", "version: 1\n");
        return cli;
    }

    [Fact]
    public async Task Results_AsTextAndJson_ShowFailuresFirstAndWhatIsFlaky()
    {
        using var cli = Cli();

        var text = await cli.RunAsync("results", Samples.Id);
        var json = await cli.RunAsync("results", Samples.Id, "-o", "json");

        (text.Code, json.Code).ShouldBe((ExitCode.Passed, ExitCode.Passed));
        Golden.Check("results.txt", text.Out);
        Golden.Check("results.json", json.Out);
        text.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task Results_AsJUnit_IsOneDocumentWhoseNumbersAgree()
    {
        using var cli = Cli();

        var result = await cli.RunAsync("results", Samples.Id, "--format", "junit");

        Golden.Check("results.xml", result.Out);
        var suites = XDocument.Parse(result.Out).Root!.Elements("testsuite").ToList();
        suites.Count.ShouldBe(4);
        foreach (var suite in suites)
        {
            ((int)suite.Attribute("tests")!).ShouldBe(suite.Elements("testcase").Count());
            ((int)suite.Attribute("failures")!).ShouldBe(suite.Elements("testcase").Count(test => test.Element("failure") is not null));
            ((int)suite.Attribute("errors")!).ShouldBe(suite.Elements("testcase").Count(test => test.Element("error") is not null));
            ((int)suite.Attribute("skipped")!).ShouldBe(suite.Elements("testcase").Count(test => test.Element("skipped") is not null));
        }
    }

    [Theory]
    [InlineData("core/api", "core/api")]
    [InlineData("api", "core/api")]
    [InlineData("unit", "unit/unit")]
    public async Task Results_OfAPart_ShowThatPart(string part, string suite)
    {
        using var cli = Cli();

        var result = await cli.RunAsync("results", Samples.Id, part, "--format", "junit");

        XDocument.Parse(result.Out).Root!.Elements("testsuite").ShouldHaveSingleItem().Attribute("name")!.Value.ShouldBe(suite);
    }

    [Fact]
    public async Task Results_OfAnUnknownPart_Exit2()
    {
        using var cli = Cli();

        var result = await cli.RunAsync("results", Samples.Id, "croe");

        result.Code.ShouldBe(ExitCode.Refused);
        result.Error.ShouldContain("did you mean 'core'?");
    }

    [Fact]
    public async Task Results_ToAFile_NeverReplaceOneUnlessTold()
    {
        using var cli = Cli();
        var file = cli.Write("out/results.xml", "mine");

        var refused = await cli.RunAsync("results", Samples.Id, "--format", "junit", "--to", "out/results.xml");
        (refused.Code, File.ReadAllText(file)).ShouldBe((ExitCode.Refused, "mine"));
        refused.Error.ShouldContain("out/results.xml exists");

        var forced = await cli.RunAsync("results", Samples.Id, "--format", "junit", "--to", "out/results.xml", "--force");
        (forced.Code, forced.Out).ShouldBe((ExitCode.Passed, ""));
        XDocument.Load(file).Root!.Elements("testsuite").Count().ShouldBe(4);
        Directory.GetFiles(Path.GetDirectoryName(file)!).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Results_WhoseTestsAreNotKeptAnyMore_SaySoAndShowWhatIsRemembered()
    {
        using var cli = Cli();
        cli.Region.OnTests = static _ => new TestsPage { Exists = false, End = true };

        var text = await cli.RunAsync("results", Samples.Id, "core/api");
        var junit = await cli.RunAsync("results", Samples.Id, "core/api", "--format", "junit");

        text.Out.ShouldContain("remembered");
        text.Error.ShouldContain("core/api (attempt 2) are not kept any more");
        XDocument.Parse(junit.Out).Descendants("failure").ShouldHaveSingleItem().Attribute("message")!.Value.ShouldBe("remembered");
    }

    [Fact]
    public async Task Results_OfACategoryThatErredAfterGreenTests_AreNotGreenForAReaderOfJUnit()
    {
        using var cli = Cli();
        var category = Samples.Category("api", Verdict.TimedOut, Samples.Counts(1)) with { Reason = "it ran longer than its time limit" };
        category = category with { Attempts = [category.Attempts[0] with { Report = category.Attempts[0].Report! with { Counts = category.Counts } }] };
        cli.Region.OnGet = (id, _) => Samples.Passed(id) with { Layers = [Samples.Layer("core", Verdict.TimedOut, category)] };
        cli.Region.OnTests = static _ => new TestsPage { Exists = true, Tests = [Add], NextOffset = 1, End = true };

        var suite = XDocument.Parse((await cli.RunAsync("results", Samples.Id, "--format", "junit")).Out).Descendants("testsuite").ShouldHaveSingleItem();

        (suite.Attribute("tests")!.Value, suite.Attribute("errors")!.Value).ShouldBe(("2", "1"));
        suite.Descendants("error").ShouldHaveSingleItem().Attribute("message")!.Value.ShouldBe("timed out: it ran longer than its time limit");
    }

    [Fact]
    public async Task Rerun_OfFailures_StartsThoseCategoriesWithTheFailedTests()
    {
        using var cli = Cli();
        cli.Region.Events = Samples.Events();

        var result = await cli.RunAsync("rerun", Samples.Id, "--failed");

        var (id, request) = cli.Region.Starts.ShouldHaveSingleItem();
        id.ShouldNotBe(Samples.Id);
        request.Parent.ShouldBe(Samples.Id);
        request.ConfigurationPath.ShouldBe(Path.Combine(cli.Folder, "apex.yaml"));
        (request.Plan.Mode, request.Plan.Environment).ShouldBe(("layered_execution", "dev"));
        request.Plan.Layers.ShouldBe(["core"]);
        request.Plan.Categories.ShouldBe(["api", "db"]);
        var (category, tests) = request.Plan.OnlyTests.ShouldNotBeNull().ShouldHaveSingleItem();
        category.ShouldBe("api");
        tests.ShouldBe([Failed.ToName()]);
        result.Error.ShouldContain("again: 2 categories of");
        result.Code.ShouldBe(ExitCode.Of(Execution("").Verdict), "it exits as run does");
    }

    [Fact]
    public async Task Rerun_OfAnotherConfiguration_TakesThatOne()
    {
        using var cli = Cli();
        var other = cli.Write("sub/other.yaml", "version: 1\n# other\n");
        cli.Region.OnGet = (id, _) => Execution(id) with { ConfigurationPath = other, ProjectFolder = Path.Combine(cli.Folder, "sub") };

        await cli.RunAsync("rerun", Samples.Id, "--failed", "--detach");

        var plan = cli.Region.Starts.ShouldHaveSingleItem().Request.Plan;
        plan.Files.ShouldHaveSingleItem().Text.ShouldContain("# other");
        plan.ProjectFolder.ShouldBe(Path.Combine(cli.Folder, "sub"));
    }

    [Theory]
    [InlineData(false, "apex rerun needs --failed")]
    [InlineData(true, "nothing has failed in execution")]
    public async Task Rerun_WithNothingToDo_Exits2(bool failed, string message)
    {
        using var cli = Cli();
        cli.Region.OnGet = (id, _) => Samples.Passed(id);

        var result = await (failed ? cli.RunAsync("rerun", Samples.Id, "--failed") : cli.RunAsync("rerun", Samples.Id));

        result.Code.ShouldBe(ExitCode.Refused);
        result.Error.ShouldContain(message);
        cli.Region.Starts.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData("/p/nightly.yaml", " --config /p/nightly.yaml")]
    [InlineData("/my project/it's.yaml", @" --config '/my project/it'\''s.yaml'")]
    public async Task Status_OfAFailure_NamesTheConfigurationThatIsNotFoundByItself(string? path, string expected)
    {
        using var cli = Cli();
        cli.Region.OnGet = (id, _) => Samples.Failed(id) with { ConfigurationPath = path };

        var result = await cli.RunAsync("status", Samples.Id);

        result.Lines.ShouldContain($"    rerun: apex run --layer core --category db --env dev{expected}");
    }

    [Theory]
    [InlineData("apex.yaml", "", false)]
    [InlineData("apex.yaml", "src/deep", false)]
    [InlineData("config/apex.yaml", "", false)]
    [InlineData("apex.yaml", "other", true)]
    public async Task Status_OfAFailure_NamesTheConfigurationWhereTheFinderWouldNotFindIt(string file, string current, bool named)
    {
        using var cli = new TestCli();
        var path = cli.Write(file, "");
        cli.Write("src/deep/x", "");
        cli.Write("other/apex.yaml", "");
        cli.Region.OnGet = (id, _) => Samples.Failed(id) with { ProjectFolder = cli.Folder, ConfigurationPath = path };
        cli.Project = Path.Combine(cli.Folder, current).TrimEnd('/');

        var result = await cli.RunAsync("status", Samples.Id);

        result.Lines.ShouldContain($"    rerun: apex run --layer core --category db --env dev{(named ? $" --config {path}" : "")}");
    }

    [Theory]
    [InlineData("legacy_categories", "legacy_categories", "apex run --mode legacy_categories --category db --env dev")]
    [InlineData("commit", "core", "apex run --mode commit --layer core --category db --env dev")]
    public async Task Rerun_OfAMode_KeepsItAndNamesNoLayerThatIsNone(string mode, string layer, string expected)
    {
        using var cli = Cli();
        cli.Region.OnGet = (id, _) => Samples.Failed(id) is var run ? run with { Mode = mode, Layers = [run.Layers[1] with { Name = layer }] } : null;

        var status = await cli.RunAsync("status", Samples.Id);
        var results = await cli.RunAsync("results", Samples.Id);

        status.Lines.ShouldContain($"    rerun: {expected}");
        results.Lines.ShouldContain($"    rerun: {expected}");
    }

    [Theory]
    [InlineData("status")]
    [InlineData("results")]
    public async Task Failure_OfAServiceThatDidNotStart_ShowsWhatItPrintedFurtherIn(string verb)
    {
        using var cli = Cli();
        var reason = "service 'db' did not start: it exited with code 1\nremedy one\nremedy two\nit printed:\nfirst word\nlast \e[31mword\n";
        cli.Region.OnGet = (id, _) => WithCategory(id, category => category with { Reason = reason });

        var result = await cli.RunAsync(verb, Samples.Id);

        result.Out.ShouldContain("    service 'db' did not start: it exited with code 1\n    remedy one\n    remedy two\n    it printed:\n      first word\n      last word\n");
    }

    [Theory]
    [InlineData("status", true)]
    [InlineData("status", false)]
    [InlineData("results", true)]
    [InlineData("results", false)]
    public async Task Failure_OfACategoryThatPrintedNothing_NamesNoLog(string verb, bool ran)
    {
        using var cli = Cli();
        var silent = Samples.Attempt(1, Verdict.Error, FailureClass.Config);
        silent = silent with { Report = silent.Report! with { LogBytes = 0 } };
        cli.Region.OnGet = (id, _) => WithCategory(id, category => category with { Attempts = ran ? [silent] : [] });

        var result = await cli.RunAsync(verb, Samples.Id);

        result.Out.ShouldContain("rerun:");
        result.Out.ShouldNotContain("log:");
    }

    private static ExecutionSnapshot WithCategory(string id, Func<CategorySnapshot, CategorySnapshot> change)
    {
        var run = Samples.Failed(id);
        return run with { Layers = [Samples.Layer("core", Verdict.Error, change(run.Layers[1].Categories[1]))] };
    }
}
