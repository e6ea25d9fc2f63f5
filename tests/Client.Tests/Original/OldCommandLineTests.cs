using System.Text.RegularExpressions;
using Apex.Client.Tests.Fixtures;
using Apex.Original;

namespace Apex.Client.Tests.Original;

/// <summary>The original's spelling through the command line: when it is taken for that, and what reaches the region.</summary>
public sealed partial class OldCommandLineTests
{
    private const string Yaml = "version: 1\n";

    [Fact]
    public async Task Run_InTheOldSpelling_SendsTheSameRequest()
    {
        using var cli = new TestCli();
        cli.Write("apex.yaml", Yaml);

        await cli.RunAsync("--use-layers", "--layers", "fast", "core", "--websocket-thread-id", "t-1", "--env", "prod", "--real-services", "--fast-fail", "--detach");
        await cli.RunAsync("run", "--layer", "fast", "--layer", "core", "--thread", "t-1", "--env", "prod", "--real-services", "--fail-fast", "immediate", "--detach");

        cli.Region.Starts.Count.ShouldBe(2);
        var (old, today) = (cli.Region.Starts[0].Request, cli.Region.Starts[1].Request);
        old.Plan.Layers.ShouldBe(["fast", "core"]);
        (old.ThreadId, old.Plan.Environment, old.Plan.RealServices, old.Plan.FailFast, old.Plan.Mode).ShouldBe((today.ThreadId, today.Plan.Environment, today.Plan.RealServices, today.Plan.FailFast, today.Plan.Mode));
        old.Plan.Layers.ShouldBe(today.Plan.Layers);
    }

    [Fact]
    public async Task Run_WithArgumentsForTheCommand_HandsThemOn()
    {
        using var cli = new TestCli();
        cli.Write("apex.yaml", Yaml);

        await cli.RunAsync("--category", "unit", "--detach", "--", "-k", "login", "--layers");

        cli.Region.Starts.ShouldHaveSingleItem().Request.Plan.ExtraArguments.ShouldBe(["-k", "login", "--layers"]);
    }

    [Fact]
    public async Task Status_InTheOldSpelling_IsTheRegions()
    {
        using var cli = new TestCli();

        var result = await cli.RunAsync("--orchestration-status");

        result.Code.ShouldBe(ExitCode.Passed);
        result.Out.ShouldStartWith("region local");
    }

    [Theory]
    [InlineData("-o json --orchestration-status", true)]
    [InlineData("--verbose --category unit", true)]
    [InlineData("--server h:1 --category unit", true)]
    [InlineData("--env test run", true)]
    [InlineData("run --category unit", false)]
    [InlineData("--verbose run --category unit", false)]
    [InlineData("--server --use-layers list", false)]
    [InlineData("--verbose", false)]
    [InlineData("--help", false)]
    [InlineData("status --use-layers", false)]
    public void Line_IsTheOriginals_IfItsFlagComesBeforeAnyVerb(string line, bool old) =>
        OldLine.Is(line.Split(' '), new Apex.Commands.GlobalOptions().TakesValue).ShouldBe(old);

    [Theory]
    [InlineData("--use-layer", "did you mean '--use-layers'?")]
    [InlineData("--execution-mod fast_feedback", "did you mean '--execution-mode'?")]
    public async Task Flag_NearlyTheOriginals_IsSuggested(string line, string message)
    {
        using var cli = new TestCli();

        var result = await cli.RunAsync(line.Split(' '));

        result.Code.ShouldBe(ExitCode.Refused);
        result.Error.ShouldContain(message);
    }

    [Fact]
    public async Task Verbose_OfATranslation_TellsTodaysSpelling()
    {
        using var cli = new TestCli();
        cli.Write("apex.yaml", Yaml);

        var result = await cli.RunAsync("--category", "unit", "--verbose", "--detach");

        result.Error.ShouldContain("apex run --mode legacy_categories --category unit --verbose --detach");
    }

    [Fact]
    public void Migrating_ForEachFlag_HasARowAndNoOthers()
    {
        var rows = Row().Matches(File.ReadAllText(Path.Combine(Golden.Root(), "docs", "migrating.md"))).Select(row => row.Groups["flag"].Value);

        rows.ShouldBe(OldFlags.All.Select(flag => flag.Name), ignoreOrder: true);
    }

    [GeneratedRegex(@"^\| `(?<flag>--[a-z0-9-]+)[^`]*` \|", RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex Row();
}
