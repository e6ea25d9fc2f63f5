using System.Text.Json;
using System.Xml.Linq;
using Apex.Cluster.Tests.Harness;

namespace Apex.Cluster.Tests;

/// <summary>Reports by the real tools, through the real program: what Apex counts is what the tool counts; filters, reruns, and no test at all.</summary>
public sealed class RealToolTests(SharedSilo shared) : IClassFixture<SharedSilo>
{
    [Theory]
    [InlineData("vstest")]
    [InlineData("testing-platform")]
    public async Task Run_OfDotNetTest_CountsAsItsRunner(string runner)
    {
        await using var home = shared.Project();
        var onPlatform = runner == "testing-platform";
        Write(home, "tests/Shop.Tests.csproj", onPlatform ? ToolProjects.TestingPlatformProject : ToolProjects.VSTestProject);
        Write(home, "tests/CalcTests.cs", ToolProjects.DotNetTests);
        if (onPlatform)
        {
            Write(home, "global.json", ToolProjects.TestingPlatformGlobalJson);
        }

        home.Set("MSBUILDDISABLENODEREUSE", "1").Set("DOTNET_CLI_USE_MSBUILD_SERVER", "0").Set("UseSharedCompilation", "false").Set("CI", null);
        home.Configure("""
            project: shop
            defaults: {framework: dotnet, working_directory: tests, timeout_seconds: 240, command: 'dotnet test --no-build'}
            layers:
              build: {categories: [{name: build, framework: generic, command: 'dotnet build -v q --disable-build-servers'}]}
              tests:
                depends_on: [build]
                resource_limits: {max_parallel_instances: 1}
                categories:
                  - {name: all, results: {format: trx}}
                  - {name: chosen, results: {format: trx}, include: [Adds, FullyQualifiedName~Rows], exclude: [Category=Slow]}
                  - {name: nothing, results: {format: trx}, include: [NoSuchTest]}
                  - {name: nothing_by_code, command: [dotnet, test, --no-build, --filter, NoSuchTest]}
            """);

        var status = await RunAsync(home, 1);

        Verdicts(status).ShouldBe($"build passed, all failed, chosen passed, nothing no_tests, nothing_by_code {(onPlatform ? "no_tests" : "passed")}"); // VSTest's own code says 0
        Counts(status, "all").ShouldBe((6, 2, 3, 1));
        OwnTrxCounts(home, status, "all").ShouldBe((6, 2, 3));
        Counts(status, "chosen").ShouldBe((1, 1, 0, 0));
        Counts(status, "nothing").ShouldBe((0, 0, 0, 0));

        var results = await ResultsAsync(home, status, "tests/all");
        var divides = results.GetProperty("failures").EnumerateArray().Single(test => test.GetProperty("test").GetString() == "Shop.CalcTests.Divides");
        (divides.GetProperty("file").GetString(), divides.GetProperty("line").GetInt32()).ShouldBe(("tests/CalcTests.cs", 11));
        results.GetProperty("failures").EnumerateArray().Select(test => test.GetProperty("test").GetString()).ShouldContain("Shop.CalcTests.a name of its own");

        var again = await RerunAsync(home, status, 1);
        Counts(again, "all").ShouldBe((4, 1, 3, 0), "the method of the failed row runs with both rows");
    }

    [Fact]
    public async Task Run_OfPytest_CountsAsPytest()
    {
        var pytest = Tool.Find("pytest", "pytest-3", "pytest");
        await using var home = shared.Project();
        Write(home, "tests/test_calc.py", ToolProjects.PythonTests);
        Write(home, "empty/readme.txt", "no test here");
        Write(home, "broken/test_broken.py", "import no_such_module_at_all\n");
        home.Set("PYTHONDONTWRITEBYTECODE", "1").Configure($$"""
            project: shop
            defaults: {framework: pytest}
            layers:
              tests:
                categories:
                  - {name: all, results: {format: junit}, command: '{{pytest}} {apex_args} tests'}
                  - {name: chosen, results: {format: junit}, include: [test_add, TestMore], command: [{{pytest}}, tests, '{apex_args}']}
                  - {name: others, results: {format: junit}, exclude: [test_div, test_rows, setup], command: '{{pytest}} tests'}
                  - {name: nothing, results: {format: junit}, include: [no_such_test], command: '{{pytest}} tests'}
                  - {name: nothing_by_code, command: '{{pytest}} empty'}
                  - {name: bad_import, results: {format: junit}, command: '{{pytest}} broken'}
                  - {name: bad_usage, results: {format: junit}, command: '{{pytest}} --no-such-option'}
            """);

        var status = await RunAsync(home, 3);

        Verdicts(status).ShouldBe("all failed, chosen passed, others passed, nothing no_tests, nothing_by_code no_tests, bad_import failed, bad_usage error");
        Counts(status, "all").ShouldBe((8, 3, 3, 2));
        OwnJUnitCounts(home, status, "all").ShouldBe((8, 3, 2));
        Counts(status, "chosen").ShouldBe((2, 2, 0, 0));
        Counts(status, "others").ShouldBe((4, 2, 0, 2));
        Counts(status, "nothing").ShouldBe((0, 0, 0, 0));
        Counts(status, "bad_import").ShouldBe((1, 0, 1, 0));

        var again = await RerunAsync(home, status, 3);
        Counts(again, "all").ShouldBe((4, 1, 3, 0), "a row whose values -k cannot say runs with its siblings");
    }

    [Fact]
    public async Task Run_OfJest_CountsAsJest()
    {
        var npm = Tool.Find("npm", "npm");
        await using var home = shared.Project();
        Write(home, "package.json", """{ "name": "shop", "private": true, "devDependencies": { "jest": "29.7.0", "jest-junit": "16.0.0" } }""");
        Write(home, "src/sum.test.js", ToolProjects.ScriptTests.Replace("test.todo('some day');", "", StringComparison.Ordinal)); // jest-junit lists a todo like a pass, and does not count it
        (await Tool.RunAsync(home.Project, npm, "install", "--no-audit", "--no-fund", "--loglevel=error")).ShouldExit(0);
        home.Configure(Script("jest", "node_modules/.bin/jest"));

        await CheckScriptAsync(home, (4, 2, 1, 1));
    }

    [Fact]
    public async Task Run_OfVitest_CountsAsVitest()
    {
        var npm = Tool.Find("npm", "npm");
        await using var home = shared.Project();
        Write(home, "package.json", """{ "name": "shop", "private": true, "type": "module", "devDependencies": { "vitest": "3.2.4" } }""");
        Write(home, "vitest.config.mjs", "export default { test: { globals: true } };\n");
        Write(home, "src/sum.test.js", ToolProjects.ScriptTests);
        (await Tool.RunAsync(home.Project, npm, "install", "--no-audit", "--no-fund", "--loglevel=error")).ShouldExit(0);
        home.Configure(Script("vitest", "node_modules/.bin/vitest run"));

        await CheckScriptAsync(home, (5, 2, 1, 2));
    }

    private static string Script(string framework, string command) => $$$"""
        project: shop
        defaults: {framework: {{{framework}}}, command: '{{{command}}}'}
        layers:
          tests:
            resource_limits: {max_parallel_instances: 1}
            categories:
              - {name: all, results: {format: junit}}
              - {name: chosen, results: {format: junit}, include: [adds, works, divides], exclude: [exactly]}
              - {name: nothing, results: {format: junit}, include: [no such test]}
              - {name: no_files, results: {format: junit}, command: '{{{command}}} {apex_args} no_such_file'}
        """;

    private static async Task CheckScriptAsync(ApexHome home, (int Total, int Passed, int Failed, int Skipped) counts)
    {
        var status = await RunAsync(home, 1);

        Verdicts(status).ShouldBe("all failed, chosen passed, nothing no_tests, no_files no_tests");
        Counts(status, "all").ShouldBe(counts);
        OwnJUnitCounts(home, status, "all").ShouldBe((counts.Total, counts.Failed, counts.Skipped));
        var chosen = Counts(status, "chosen");
        (chosen.Passed, chosen.Failed).ShouldBe((2, 0));

        var failure = (await ResultsAsync(home, status, "all")).GetProperty("failures").EnumerateArray().ShouldHaveSingleItem();
        failure.GetProperty("test").GetString()!.ShouldContain("divides 4/2 (exactly)");
        failure.GetProperty("file").GetString().ShouldBe("src/sum.test.js");

        // "nothing" and "no_files" ran no test and run whole again; of "all" it is the failed test alone.
        var again = Counts(await RerunAsync(home, status, 1), "all");
        (again.Passed, again.Failed).ShouldBe((0, 1));
    }

    private static void Write(ApexHome home, string name, string text)
    {
        var path = Path.Combine(home.Project, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private static async Task<JsonElement> RunAsync(ApexHome home, int exit) => (await home.RunAsync("run", "-o", "json")).ShouldExit(exit).Json();

    private static async Task<JsonElement> RerunAsync(ApexHome home, JsonElement parent, int exit)
    {
        var id = parent.GetProperty("id").GetString()!;
        var again = (await home.RunAsync("rerun", id, "--failed", "-o", "json")).ShouldExit(exit).Json();
        again.GetProperty("parent").GetString().ShouldBe(id);
        again.Categories().ShouldNotContain(category => category.GetProperty("name").GetString() == "chosen");
        return again;
    }

    private static async Task<JsonElement> ResultsAsync(ApexHome home, JsonElement status, string part) =>
        (await home.RunAsync("results", status.GetProperty("id").GetString()!, part, "-o", "json")).ShouldExit(0).Json();

    private static string Verdicts(JsonElement status) => string.Join(", ", status.Categories().Select(category => $"{category.GetProperty("name").GetString()} {category.Verdict()}"));

    private static (int Total, int Passed, int Failed, int Skipped) Counts(JsonElement status, string category)
    {
        var counts = status.Category(category).GetProperty("counts");
        int Number(string name) => counts.GetProperty(name).GetInt32();
        return (Number("total"), Number("passed"), Number("failed"), Number("skipped"));
    }

    /// <summary>Tests, failures with errors, skipped: as pytest, jest and vitest add them up themselves.</summary>
    private static (int Tests, int Failed, int Skipped) OwnJUnitCounts(ApexHome home, JsonElement status, string category)
    {
        var suites = XDocument.Load(Report(home, status, category)).Descendants("testsuite").ToList();
        int Sum(string name) => suites.Sum(suite => (int?)suite.Attribute(name) ?? 0);
        return (Sum("tests"), Sum("failures") + Sum("errors"), Sum("skipped"));
    }

    private static (int Total, int Passed, int Failed) OwnTrxCounts(ApexHome home, JsonElement status, string category)
    {
        var counters = XDocument.Load(Report(home, status, category)).Descendants().Single(element => element.Name.LocalName == "Counters");
        int Number(string name) => (int)counters.Attribute(name)!;
        return (Number("total"), Number("passed"), Number("failed"));
    }

    private static string Report(ApexHome home, JsonElement status, string category)
    {
        var layer = status.GetProperty("layers").EnumerateArray().Single(layer => layer.GetProperty("categories").EnumerateArray().Any(other => other.GetProperty("name").GetString() == category));
        var name = status.Category(category).Attempts()[^1].GetProperty("reports").EnumerateArray().ShouldHaveSingleItem().GetString()!;
        return Path.Combine(home.Home, "spool", status.GetProperty("id").GetString()!, layer.GetProperty("name").GetString()!, category + ".1", name);
    }
}
