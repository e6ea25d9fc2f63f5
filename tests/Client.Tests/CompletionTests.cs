using Apex.Client.Tests.Fixtures;
using Apex.Completion;

namespace Apex.Client.Tests;

/// <summary>What a shell is offered. The scripts themselves run in tests/Cluster.Tests, in a real bash.</summary>
public sealed class CompletionTests
{
    [Theory]
    [InlineData("ru", "run")]
    [InlineData("server ", "start stop status logs")]
    [InlineData("config s", "show")]
    [InlineData("run --mo", "--mode")]
    [InlineData("run --mode h", "hybrid_execution hybrid")]
    [InlineData("run --mode=fast", "--mode=fast_feedback")]
    [InlineData("run --mode = weeke", "weekend")]
    [InlineData("run -m comm", "commit")]
    [InlineData("run --env ", "test dev staging prod")]
    [InlineData("run --detach --progress s", "simple silent")]
    [InlineData("list -o j", "json jsonl")]
    [InlineData("-o json li", "list")]
    [InlineData("results x --format ", "text json junit")]
    [InlineData("completion ", "bash zsh fish")]
    [InlineData("run --config ", ":files")]
    [InlineData("run --category ", "")]
    [InlineData("run --category a -- ", ":files")]
    [InlineData("--execution", "--execution-mode")]
    [InlineData("run --execution", "")]
    [InlineData("zebra", "")]
    public async Task Candidates_OfALine_AreWhatMayFollow(string line, string expected)
    {
        using var cli = new TestCli();

        var result = await cli.RunAsync(["__complete", "--", .. line.Split(' ')]);

        result.Code.ShouldBe(ExitCode.Passed);
        result.Lines.Select(candidate => candidate.Split('\t')[0]).ShouldBe(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), ignoreOrder: true);
        cli.Silo.Ensured.ShouldBe(0);
        cli.Region.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task Candidates_AtTheBeginning_AreAllVerbsWithTheirMeaning()
    {
        using var cli = new TestCli();

        var result = await cli.RunAsync("__complete", "--", "");

        result.Lines.ShouldContain(line => line.StartsWith("run\tRuns the project's tests", StringComparison.Ordinal));
        result.Lines.Select(line => line.Split('\t')[0]).ShouldBe(Apex.Commands.Verbs.All().Select(verb => verb.Name));
    }

    [Theory]
    [InlineData("bash", "complete -F _apex_complete apex")]
    [InlineData("zsh", "compdef _apex apex")]
    [InlineData("fish", "complete -c apex")]
    public async Task Script_OfAShell_AsksThisProgram(string shell, string line)
    {
        using var cli = new TestCli();

        var result = await cli.RunAsync("completion", shell);

        result.Code.ShouldBe(ExitCode.Passed);
        result.Out.ShouldContain(line);
        result.Out.ShouldContain($" {CompletionScript.Verb} -- ");
        cli.Silo.Ensured.ShouldBe(0);
    }

    [Fact]
    public async Task Script_OfAnUnknownShell_IsRefused()
    {
        using var cli = new TestCli();

        var result = await cli.RunAsync("completion", "bahs");

        result.Code.ShouldBe(ExitCode.Refused);
        result.Error.ShouldContain("expected bash, zsh or fish — did you mean 'bash'?");
    }
}
