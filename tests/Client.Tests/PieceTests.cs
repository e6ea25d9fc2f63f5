using Apex.Client.Tests.Fixtures;
using Apex.Executions;
using Apex.GitHub;
using Apex.Output;
using Apex.Runs;

namespace Apex.Client.Tests;

public sealed class PieceTests
{
    [Fact]
    public void FromKey_OfATriple_IsAStableUuid8()
    {
        var id = ExecutionId.FromKey("local", "shop", "job-7");

        id.ShouldBe("96c1fc9f-f70b-8c31-be19-99f517a62a08");
        Guid.Parse(id).Version.ShouldBe(8);
    }

    [Fact]
    public void FromKey_OfPartsThatRunTogether_Differs() =>
        ExecutionId.FromKey("local", "ab", "c").ShouldNotBe(ExecutionId.FromKey("local", "a", "bc"));

    [Fact]
    public void New_AtLaterTimes_SortsByTime()
    {
        var first = ExecutionId.New(Samples.Start);
        var second = ExecutionId.New(Samples.Start.AddMilliseconds(1));

        string.CompareOrdinal(first, second).ShouldBeLessThan(0);
        Guid.Parse(first).Version.ShouldBe(7);
    }

    [Theory]
    [InlineData("Name:\tapex\nUmask:\t0022\nState:\tR", 18)]
    [InlineData("Umask:\t0077\n", 63)]
    [InlineData("Umask:\t0000\n", 0)]
    [InlineData("Name:\tapex\n", Umask.Usual)]
    [InlineData("Umask:\tnone\n", Umask.Usual)]
    public void Parse_OfProcStatus_IsOctal(string status, int umask) => Umask.Parse(status).ShouldBe(umask);

    [Fact]
    public void Parse_OfGitStatus_TellsCommitBranchAndChanges()
    {
        GitFacts.Parse("# branch.oid 0123abc\n# branch.head main\n# branch.upstream origin/main\n").ShouldBe(new WorkingTree { Commit = "0123abc", Branch = "main" });
        GitFacts.Parse("# branch.oid 0123abc\n# branch.head (detached)\n1 .M N... 100644 a.cs\n").ShouldBe(new WorkingTree { Commit = "0123abc", Dirty = true });
        GitFacts.Parse("# branch.oid (initial)\n# branch.head main\n? new.cs\n").ShouldBe(new WorkingTree { Branch = "main", Dirty = true });
    }

    [Theory]
    [InlineData(ColorChoice.Auto, true, "", true)]
    [InlineData(ColorChoice.Auto, false, "", false)]
    [InlineData(ColorChoice.Auto, true, "NO_COLOR=1", false)]
    [InlineData(ColorChoice.Auto, true, "NO_COLOR=", true)]
    [InlineData(ColorChoice.Auto, false, "FORCE_COLOR=1", true)]
    [InlineData(ColorChoice.Auto, true, "FORCE_COLOR=0", false)]
    [InlineData(ColorChoice.Auto, false, "FORCE_COLOR=1 NO_COLOR=1", false)]
    [InlineData(ColorChoice.Auto, true, "TERM=dumb", false)]
    [InlineData(ColorChoice.Always, false, "NO_COLOR=1", true)]
    [InlineData(ColorChoice.Never, true, "FORCE_COLOR=1", false)]
    internal void Wanted_Colours_FollowFlagThenVariablesThenTerminal(ColorChoice choice, bool terminal, string variables, bool wanted)
    {
        var environment = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(variable => variable.Split('=')).ToDictionary(parts => parts[0], parts => parts[1]);

        Paint.Wanted(choice, terminal, environment).ShouldBe(wanted);
    }

    [Theory]
    [InlineData(0, "0 ms")]
    [InlineData(999, "999 ms")]
    [InlineData(999.7, "1.0 s")]
    [InlineData(12_340, "12.3 s")]
    [InlineData(59_970, "1 min 00 s")]
    [InlineData(3_599_900, "1 h 00 min")]
    [InlineData(5_400_000, "1 h 30 min")]
    public void Duration_ForPeople_HasOneUnitOrTwo(double milliseconds, string text) => Wording.Duration(TimeSpan.FromMilliseconds(milliseconds)).ShouldBe(text);

    [Theory]
    [InlineData("plain ✘ text", "plain ✘ text")]
    [InlineData("a\e[31mred\e[0m", "ared")]
    [InlineData("a\e]0;title\ab", "ab")]
    [InlineData("a\r\nb\0c", "a bc")]
    public void Clean_OfHostileText_LeavesWhatCanBeRead(string text, string clean) => Wording.Clean(text).ShouldBe(clean);

    [Fact]
    public void Annotation_OfAFailure_IsEscapedAsGitHubAsks() =>
        GitHubReport.Annotation(new ExecutionFailure("core", "api,x", "T.A", "a:b.cs", 4, "50%\nbad", Verdict.Failed))
            .ShouldBe("::error file=a%3Ab.cs,line=4,title=core / api%2Cx::T.A%0A50%25%0Abad");

    [Fact]
    public async Task Run_InGitHubActions_WritesTenAnnotationsAndASummary()
    {
        using var cli = new TestCli { Region = new FakeRegion { Events = Samples.Events(), OnGet = (id, _) => ManyFailures(id, 30, "bad") } };
        cli.Environment["GITHUB_ACTIONS"] = "true";
        cli.Environment["GITHUB_STEP_SUMMARY"] = Path.Combine(cli.Folder, "summary.md");

        var result = await cli.RunAsync("watch", Samples.Id);

        result.Error.Split('\n').Count(line => line.StartsWith("::error ", StringComparison.Ordinal)).ShouldBe(GitHubReport.Annotations);
        File.ReadAllText(Path.Combine(cli.Folder, "summary.md")).ShouldContain("| core | failed |");
    }

    [Fact]
    public void Markdown_OfHugeFailures_StaysBelowGitHubsLimit()
    {
        var markdown = StepSummary.Markdown(ManyFailures(Samples.Id, 5000, new string('ü', 900)), TimeProvider.System, "/");

        System.Text.Encoding.UTF8.GetByteCount(markdown).ShouldBeInRange(900_000, StepSummary.MaxBytes);
        markdown.ShouldContain("cut here");
    }

    private static ExecutionSnapshot ManyFailures(string id, int count, string message)
    {
        var failures = Enumerable.Range(0, count).Select(n => new TestFailure { Test = $"T.M{n}", File = $"f{n}.cs", Line = n + 1, Message = message }).ToList();
        var category = Samples.Category("api", Verdict.Failed, Samples.Counts(0, count)) with { Attempts = [Samples.Attempt(1, Verdict.Failed, FailureClass.Test, failures)] };
        return Samples.Passed(id) with { Verdict = Verdict.Failed, Layers = [Samples.Layer("core", Verdict.Failed, category)] };
    }
}
