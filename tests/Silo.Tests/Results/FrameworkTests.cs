using Apex.Configuration.Settings;
using Apex.Planning;
using Apex.Results.Frameworks;
using Apex.Silo.Tests.Planning;

namespace Apex.Silo.Tests.Results;

/// <summary>What Apex adds to a command: report flags, filters, failed tests only.</summary>
public sealed class FrameworkTests
{
    [Theory]
    [InlineData("dotnet", "Cart", "", "--filter FullyQualifiedName~Cart")]
    [InlineData("dotnet", "Category=Fast", "", "--filter Category=Fast")]
    [InlineData("dotnet", "Category=Fast;Cart", "Category=Slow", "--filter (Category=Fast|FullyQualifiedName~Cart)&Category!=Slow")]
    [InlineData("dotnet", "Category=Fast&Priority=1;Name~x", "", "--filter (Category=Fast&Priority=1)|Name~x")]
    [InlineData("dotnet", "", "Slow;Category!=Fast;Name!~y", "--filter FullyQualifiedName!~Slow&Category=Fast&Name~y")]
    [InlineData("pytest", "cart", "", "-k cart")]
    [InlineData("pytest", "cart;order and not slow", "db", "-k ((cart) or (order and not slow)) and not (db)")]
    [InlineData("pytest", "", "db;slow", "-k not ((db) or (slow))")]
    [InlineData("jest", "adds;^sum", "", "--testNamePattern=adds|^sum")]
    [InlineData("vitest", "adds", "slow;db", "--testNamePattern=^(?!.*(slow|db)).*(adds)")]
    [InlineData("jest", "", "slow", "--testNamePattern=^(?!.*(slow))")]
    [InlineData("go", "TestA;TestB", "TestC", "-run TestA|TestB -skip TestC")]
    [InlineData("cargo", "parser;lexer", "slow", "-- parser lexer --skip slow")]
    [InlineData("nextest", "test(a);package(b)", "test(slow)", "-E ((test(a)) | (package(b))) - ((test(slow)))")]
    [InlineData("nextest", "", "test(slow)", "-E (all()) - ((test(slow)))")]
    public void Plan_WithFilters_HandsThemOverAsArguments(string framework, string include, string exclude, string expected) =>
        string.Join(' ', Command(framework, "[run, '{apex_args}', last]", $"include: {List(include)}, exclude: {List(exclude)}")).ShouldBe($"run {expected} last");

    [Theory]
    [InlineData("dotnet", "Ns.Class.Method", "Ns.Class", "--filter FullyQualifiedName=Ns.Class.Method")]
    [InlineData("dotnet", "Ns.Class.Rows(x: 1, text: \"a|b\")", "Ns.Class", "--filter FullyQualifiedName~Ns.Class.Rows")]
    [InlineData("dotnet", "Ns.Class.a name of its own", "Ns.Class", "--filter FullyQualifiedName=Ns.Class.Named", "Named")]
    [InlineData("dotnet", "Ns.Class.Odd=Name", "Ns.Class", @"--filter FullyQualifiedName=Ns.Class.Odd\=Name")]
    [InlineData("pytest", "tests.test_calc.test_div", "tests.test_calc", "-k (test_calc and test_div)")]
    [InlineData("pytest", "tests.test_calc.TestIt.test_div[1-2]", "tests.test_calc.TestIt", "-k (TestIt and test_div[1-2])")]
    [InlineData("pytest", "tests.test_calc.test_div[a b]", "tests.test_calc", "-k (test_calc and test_div)")]
    [InlineData("pytest", "tests.test_broken", null, "-k test_broken")]
    [InlineData("jest", "sum adds 1+1 (fast)", "sum adds 1+1 (fast)", @"--testNamePattern=^(sum adds 1\+1 \(fast\))$")]
    [InlineData("vitest", "src/a.test.js.sum > adds", "src/a.test.js", "--testNamePattern=^(sum( > | )adds)$")]
    [InlineData("go", "example.com/x.TestA/sub", "example.com/x", "-run ^(TestA)$")]
    [InlineData("nextest", "crate::bin.mod::works", "crate::bin", "-E (binary_id(=crate::bin) & test(=mod::works))")]
    public void Plan_WithFailedTestsOnly_AsksForThem(string framework, string name, string? suite, string expected, string? method = null)
    {
        var command = Command(framework, "[run]", "include: [else]", request => request with
        {
            OnlyTests = new() { ["one"] = [new TestName { Name = name, Suite = suite, Method = method }, new TestName { Name = name, Suite = suite, Method = method }] },
        });

        string.Join(' ', command).ShouldBe($"run {expected}");
    }

    [Theory]
    [InlineData("generic")]
    [InlineData("cargo")]
    public void Plan_WithFailedTestsOnlyWhereNobodyCanChoose_RunsThemAll(string framework) => Command(framework, "[run]", "", static request => request with
    {
        OnlyTests = new() { ["one"] = [new TestName { Name = "a" }] },
    }).ShouldBe(["run"]);

    [Fact]
    public void Plan_OfCargoWithItsOwnSeparator_AddsNoSecond() => Command("cargo", "[cargo, test, --, --nocapture]", "include: [a]").ShouldBe(["cargo", "test", "--", "--nocapture", "a"]);

    [Fact]
    public void Plan_OfATextCommand_HandsFiltersBesideTheText()
    {
        var command = Command("pytest", "'pytest {apex_args} tests'", "include: ['a; touch /tmp/x $(id)']");

        command.ShouldBe(["sh", "-c", "pytest \"$@\" tests", "apex", "-k", "a; touch /tmp/x $(id)"]);
    }

    [Theory]
    [InlineData("jest", "junit", "[npx, jest]", "export JEST_JUNIT_OUTPUT_FILE=\"$APEX_RESULTS_DIR/junit.xml\"\nexport JEST_JUNIT_ADD_FILE_ATTRIBUTE=\"true\"\nexec \"${1}\" \"${2}\" --reporters=default --reporters=jest-junit --passWithNoTests")]
    [InlineData("jest", "junit", "[npx, jest, --reporters=x]", "export JEST_JUNIT_OUTPUT_FILE=\"$APEX_RESULTS_DIR/junit.xml\"\nexport JEST_JUNIT_ADD_FILE_ATTRIBUTE=\"true\"\nexec \"${1}\" \"${2}\" \"${3}\"")]
    [InlineData("go", "junit", "[gotestsum]", "export GOTESTSUM_JUNITFILE=\"$APEX_RESULTS_DIR/junit.xml\"\nexec \"${1}\"")]
    [InlineData("dotnet", "trx", "[bin/Some.Tests]", "exec \"${1}\" --report-trx --results-directory \"$APEX_RESULTS_DIR\"")]
    [InlineData("pytest", "junit", "pytest -q", "set -- \"--junitxml=$APEX_RESULTS_DIR/junit.xml\" \"$@\"\npytest -q \"$@\"")]
    public void Plan_WithAReport_AsksForItInTheFrameworksWords(string framework, string format, string command, string script) =>
        Command(framework, command, $"results: {{format: {format}}}")[2].ShouldBe(script);

    [Theory]
    [InlineData("""{ "test": { "runner": "Microsoft.Testing.Platform" } }""", "--report-trx --results-directory R")]
    [InlineData("""{ "sdk": {}, "test": {"runner" :"microsoft.testing.platform"} }""", "--report-trx --results-directory R")]
    [InlineData("""{ "sdk": { "version": "10.0.100" } }""", "--logger trx --results-directory R")]
    [InlineData("""{ "test": { "runner": "VSTest" } }""", "--logger trx --results-directory R")]
    [InlineData(null, "--logger trx --results-directory R")]
    public async Task Run_OfDotNetTest_AsksTheRunnerThatGlobalJsonNames(string? globalJson, string expected)
    {
        using var folder = new TemporaryFolder();
        var working = Path.GetDirectoryName(folder.File("src/deep/x"))!;
        if (globalJson is not null)
        {
            File.WriteAllText(folder.File("global.json"), globalJson);
        }

        foreach (var form in (string[])["dotnet test {apex_args} -c Release", "[dotnet, test, '{apex_args}', -c, Release]"])
        {
            var command = Command("dotnet", form, "results: {format: trx}");

            (await EchoAsync(command, working)).ShouldBe($"test {expected} -c Release");
        }
    }

    [Theory]
    [InlineData("generic", "include: [a]", "no_filters")]
    [InlineData("generic", "exclude: [a]", "no_filters")]
    [InlineData("dotnet", "exclude: ['A=1&B=2']", "bad_filter")]
    [InlineData("cargo", "include: [--ignored]", "bad_filter")]
    [InlineData("pytest", "include: [' ']", "bad_filter")]
    public void Plan_WithAFilterThatCannotBeHandedOver_IsAnError(string framework, string filters, string code)
    {
        var reply = PlanMaker.Plan(Yaml(framework, "[run]", filters));

        reply.Plan.ShouldBeNull();
        reply.Problems.ShouldHaveSingleItem().Code.ShouldBe(code);
    }

    /// <summary>Runs it with an <c>echo</c> of its arguments in place of dotnet.</summary>
    private static async Task<string> EchoAsync(List<string> command, string folder)
    {
        var start = new System.Diagnostics.ProcessStartInfo(command[0], command.Skip(1).Select(static word => word == "dotnet" ? "echo" : word.Replace("dotnet test", "echo test")))
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment["APEX_RESULTS_DIR"] = "R";
        start.Environment["PWD"] = folder;
        using var process = System.Diagnostics.Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return said.Trim();
    }

    private static List<string> Command(string framework, string command, string more, Func<Apex.Configuration.PlanRequest, Apex.Configuration.PlanRequest>? change = null) =>
        PlanMaker.Good(Yaml(framework, command, more), change).Layers[0].Categories[0].Command;

    private static string Yaml(string framework, string command, string more) =>
        $"layers:\n  first:\n    categories:\n      - {{name: one, framework: {framework}, command: {Quoted(command)}{(more.Length > 0 ? ", " : "")}{more}}}";

    private static string Quoted(string command) => command[0] is '[' or '\'' ? command : $"'{command}'";

    private static string List(string filters) => $"[{string.Join(", ", filters.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(static filter => $"'{filter}'"))}]";
}
