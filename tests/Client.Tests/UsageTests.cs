using Apex.Client.Tests.Fixtures;
using Apex.Commands;

namespace Apex.Client.Tests;

/// <summary>What is typed wrongly is said shortly, with exit code 2 and nothing on stdout.</summary>
public sealed class UsageTests
{
    [Theory]
    [InlineData("rnu", "apex has no command 'rnu' — did you mean 'run'?")]
    [InlineData("doctr", "apex has no command 'doctr' — did you mean 'doctor'?")]
    [InlineData("config", "apex config what? One of: show")]
    [InlineData("config shw", "apex has no command 'config shw' — did you mean 'show'?")]
    [InlineData("plan -- x", "arguments after -- go to exactly one category")]
    [InlineData("validate --mode x", "unknown option --mode")]
    [InlineData("server strat", "apex has no command 'server strat' — did you mean 'start'?")]
    [InlineData("server", "apex server what? One of: start, stop, status, logs")]
    [InlineData("run --layr fast", "unknown option --layr — did you mean '--layer'?")]
    [InlineData("run --layer fast --wach", "unknown option --wach")]
    [InlineData("run --layer --detach", "--layer needs a value, but --detach follows it")]
    [InlineData("run --mode", "Required argument missing for option: '--mode'.")]
    [InlineData("run unit", "'unit' is one argument too many")]
    [InlineData("run --progress simpel", "did you mean 'simple'?")]
    [InlineData("run --timeout 0", "--timeout 0: expected a whole number from 1 to 1440")]
    [InlineData("run --timeout ten", "--timeout ten: expected a whole number from 1 to 1440")]
    [InlineData("run --label team", "--label team: expected KEY=VALUE")]
    [InlineData("run --label a=1 --label a=2", "--label a is given twice")]
    [InlineData("run --on-interrupt ask", "--on-interrupt ask: expected cancel or detach")]
    [InlineData("run -- --filter x", "arguments after -- go to exactly one category")]
    [InlineData("run --category a --category b -- x", "arguments after -- go to exactly one category")]
    [InlineData("version -- x", "apex version takes no arguments after --")]
    [InlineData("list -o yaml", "--output yaml: expected text, json or jsonl")]
    [InlineData("list --limit 5000", "--limit 5000: expected a whole number from 1 to 1000")]
    [InlineData("status x y", "'y' is one argument too many")]
    [InlineData("cancel", "ID")]
    public async Task Run_WithBadInput_SaysWhatAndExits2(string line, string message)
    {
        using var cli = new TestCli();

        var result = await cli.RunAsync(line.Split(' '));

        result.Code.ShouldBe(ExitCode.Refused);
        result.Out.ShouldBeEmpty();
        result.Error.ShouldStartWith("error: ");
        result.Error.ShouldContain(message);
        result.Error.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task Run_WithBadInputAndJson_PrintsTheErrorDocumentOnStderr()
    {
        using var cli = new TestCli();

        var result = await cli.RunAsync("rnu", "-o", "json");

        result.Code.ShouldBe(ExitCode.Refused);
        result.Out.ShouldBeEmpty();
        Golden.Check("error-usage.json", result.Error);
    }

    public static TheoryData<string> EachVerb => [.. Verbs.All().SelectMany(verb => Names(verb, ""))];

    private static IEnumerable<string> Names(System.CommandLine.Command verb, string before) =>
        (verb is ApexCommand ? [$"{before}{verb.Name}"] : Array.Empty<string>()).Concat(verb.Subcommands.SelectMany(inner => Names(inner, $"{before}{verb.Name} ")));

    [Theory]
    [MemberData(nameof(EachVerb))]
    public async Task Help_OfEachVerb_HasExamplesAndExitCodes(string verb)
    {
        using var cli = new TestCli();

        var result = await cli.RunAsync([.. verb.Split(' '), "--help"]);

        result.Code.ShouldBe(ExitCode.Passed);
        result.Error.ShouldBeEmpty();
        result.Out.ShouldContain($"apex {verb}");
        result.Out.ShouldContain("Examples:");
        result.Out.ShouldContain("Exit codes:");
        cli.Region.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task Apex_Alone_SaysWhatItIsAndHowTheSiloIs()
    {
        using var cli = new TestCli();

        var result = await cli.RunAsync();

        result.Code.ShouldBe(ExitCode.Passed);
        result.Out.ShouldContain("apex run");
        result.Out.ShouldContain("Local silo: not running");
        cli.Silo.Ensured.ShouldBe(0);
        cli.Region.Connections.ShouldBe(0);
    }

    [Theory]
    [InlineData("rnu", "run")]
    [InlineData("satus", "status")]
    [InlineData("cancle", "cancel")]
    [InlineData("zebra", null)]
    public void Nearest_Word_IsTheOneThatWasMeant(string typed, string? meant) =>
        Suggestions.Nearest(typed, ["run", "status", "watch", "logs", "list", "cancel"]).ShouldBe(meant);

    [Theory]
    [InlineData(Verdict.Passed, 0)]
    [InlineData(Verdict.Failed, 1)]
    [InlineData(Verdict.Error, 3)]
    [InlineData(Verdict.None, 3)]
    [InlineData(Verdict.NoTests, 5)]
    [InlineData(Verdict.Skipped, 5)]
    [InlineData(Verdict.TimedOut, 6)]
    [InlineData(Verdict.Cancelled, 130)]
    public void ExitCode_OfAVerdict_IsTheDocumentedOne(Verdict verdict, int code) => ExitCode.Of(verdict).ShouldBe(code);
}
