using Apex.Categories;
using Apex.Planning;
using Apex.Results;
using Apex.Runner;

namespace Apex.Silo.Tests.Results;

/// <summary>From the end of a command and its reports to a verdict (SPEC 3).</summary>
public sealed class ResultReaderTests : IDisposable
{
    private const string Green = "<testsuite><testcase name='a'/><testcase name='b'/></testsuite>";
    private const string Red = "<testsuite><testcase name='a'/><testcase name='b'><failure message='no'/></testcase></testsuite>";
    private const string Skipped = "<testsuite><testcase name='a'><skipped/></testcase></testsuite>";
    private const string Empty = "<testsuite/>";
    private const string Torn = "<testsuite><testcase name='a'/>";

    private static readonly DateTimeOffset Started = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // One row a cell of the table: how it ended, what the report says, what it comes to.
    [Theory]
    [InlineData("generic", 0, null, Verdict.Passed, FailureClass.None)]
    [InlineData("generic", 1, null, Verdict.Failed, FailureClass.Test)]
    [InlineData("generic", 5, null, Verdict.Failed, FailureClass.Test)]
    [InlineData("generic", 126, null, Verdict.Error, FailureClass.Config)]
    [InlineData("generic", 127, null, Verdict.Error, FailureClass.Config)]
    [InlineData("generic", 137, null, Verdict.Failed, FailureClass.Test)]
    [InlineData("dotnet", 1, null, Verdict.Failed, FailureClass.Test)]
    [InlineData("dotnet", 2, null, Verdict.Failed, FailureClass.Test)]
    [InlineData("dotnet", 5, null, Verdict.Error, FailureClass.Config)]
    [InlineData("dotnet", 7, null, Verdict.Error, FailureClass.Config)]
    [InlineData("dotnet", 8, null, Verdict.NoTests, FailureClass.None)]
    [InlineData("dotnet", 10, null, Verdict.Error, FailureClass.Config)]
    [InlineData("dotnet", 127, null, Verdict.Error, FailureClass.Config)]
    [InlineData("pytest", 1, null, Verdict.Failed, FailureClass.Test)]
    [InlineData("pytest", 2, null, Verdict.Failed, FailureClass.Test)]
    [InlineData("pytest", 3, null, Verdict.Error, FailureClass.Config)]
    [InlineData("pytest", 4, null, Verdict.Error, FailureClass.Config)]
    [InlineData("pytest", 5, null, Verdict.NoTests, FailureClass.None)]
    [InlineData("nextest", 4, null, Verdict.NoTests, FailureClass.None)]
    [InlineData("nextest", 100, null, Verdict.Failed, FailureClass.Test)]
    [InlineData("jest", 1, null, Verdict.Failed, FailureClass.Test)]
    [InlineData("vitest", 1, null, Verdict.Failed, FailureClass.Test)]
    [InlineData("go", 1, null, Verdict.Failed, FailureClass.Test)]
    [InlineData("cargo", 101, null, Verdict.Failed, FailureClass.Test)]
    [InlineData("a-later-one", 0, null, Verdict.Passed, FailureClass.None)]
    [InlineData("generic", 0, Green, Verdict.Passed, FailureClass.None)]
    [InlineData("generic", 0, Red, Verdict.Failed, FailureClass.Test)]
    [InlineData("generic", 1, Green, Verdict.Failed, FailureClass.Test)]
    [InlineData("generic", 1, Red, Verdict.Failed, FailureClass.Test)]
    [InlineData("generic", 127, Green, Verdict.Error, FailureClass.Config)]
    [InlineData("pytest", 5, Empty, Verdict.NoTests, FailureClass.None)]
    [InlineData("generic", 0, Empty, Verdict.NoTests, FailureClass.None)]
    [InlineData("generic", 0, "", Verdict.NoTests, FailureClass.None)]
    [InlineData("generic", 0, Skipped, Verdict.NoTests, FailureClass.None)]
    [InlineData("generic", 0, "missing", Verdict.NoTests, FailureClass.None)]
    [InlineData("generic", 1, "missing", Verdict.Failed, FailureClass.Test)]
    [InlineData("generic", 0, Torn, Verdict.Error, FailureClass.Config)]
    [InlineData("generic", 1, Torn, Verdict.Failed, FailureClass.Test)]
    public void Read_OfAnExit_DecidesByReportAndTable(string framework, int code, string? report, Verdict verdict, FailureClass failure)
    {
        if (report is not (null or "missing"))
        {
            File.WriteAllText(_folder.File("spool/results/r.xml"), report);
        }

        var outcome = Read(Category(framework, report is not null), End(EndCause.Exited, code));

        (outcome.Verdict, outcome.Class).ShouldBe((verdict, failure), outcome.Reason);
        (outcome.Reason is null).ShouldBe(verdict == Verdict.Passed);
        (outcome.Counts is null).ShouldBe(report is null or "missing");
    }

    [Theory]
    [InlineData(EndCause.CannotStart, Verdict.Error, FailureClass.Config)]
    [InlineData(EndCause.Timeout, Verdict.TimedOut, FailureClass.Timeout)]
    [InlineData(EndCause.Hang, Verdict.TimedOut, FailureClass.Hang)]
    [InlineData(EndCause.Stopped, Verdict.Cancelled, FailureClass.Cancelled)]
    [InlineData(EndCause.Lost, Verdict.Error, FailureClass.Infra)]
    public void Read_OfAnotherEnd_DecidesByItsCauseWhateverTheReportSays(EndCause cause, Verdict verdict, FailureClass failure)
    {
        File.WriteAllText(_folder.File("spool/results/r.xml"), Green);

        var outcome = Read(Category("generic", hasReport: true), End(cause, null) with { Reason = "the runner's own words" });

        (outcome.Verdict, outcome.Class, outcome.Reason).ShouldBe((verdict, failure, "the runner's own words"));
        (outcome.Counts is null).ShouldBe(cause is EndCause.CannotStart or EndCause.Lost);
    }

    [Fact]
    public void Read_OfASignalThatApexDidNotSend_NamesIt()
    {
        var outcome = Read(Category("generic", hasReport: false), End(EndCause.Exited, null) with { Signal = 11 });

        (outcome.Verdict, outcome.Class, outcome.Reason).ShouldBe((Verdict.Failed, FailureClass.Test, "it was killed by SIGSEGV, which Apex did not send"));
    }

    [Theory]
    [InlineData(EndCause.OverMemory, null, 0)]
    [InlineData(EndCause.OverMemory, null, 1)]
    [InlineData(EndCause.Exited, 137, 1)]
    [InlineData(EndCause.Exited, 1, 2)]
    [InlineData(EndCause.Timeout, null, 1)]
    [InlineData(EndCause.Hang, null, 1)]
    public void Read_OutOfMemory_IsAnErrorThatNamesPeakAndLimit(EndCause cause, int? code, int kills)
    {
        File.WriteAllText(_folder.File("spool/results/r.xml"), Red);

        var outcome = Read(Category("generic", hasReport: true) with { MemoryLimitMb = 256 }, End(cause, code) with { PeakMemoryMb = 255, OutOfMemoryKills = kills });

        (outcome.Verdict, outcome.Class).ShouldBe((Verdict.Error, FailureClass.Oom));
        outcome.Reason.ShouldBe("killed: it ran out of memory, peak 255 MiB, limit 256 MiB (limits.memory_mb)");
        outcome.Counts.ShouldNotBeNull().Failed.ShouldBe(1, "what its report says is kept");
    }

    [Fact]
    public void Read_OutOfMemoryInAPassedAttempt_IsAWarning()
    {
        var outcome = Read(Category("generic", hasReport: false) with { MemoryLimitMb = 256 }, End(EndCause.Exited, 0) with { PeakMemoryMb = 256, OutOfMemoryKills = 1 });

        (outcome.Verdict, outcome.Class).ShouldBe((Verdict.Passed, FailureClass.None));
        var warning = outcome.Warnings.ShouldHaveSingleItem();
        (warning.Code, warning.Message).ShouldBe(("out_of_memory", "category 'one' passed, but a process of it was killed: it ran out of memory, peak 256 MiB, limit 256 MiB (limits.memory_mb)"));
    }

    [Theory]
    [InlineData(EndCause.Stopped, FailureClass.Cancelled)]
    [InlineData(EndCause.Lost, FailureClass.Infra)]
    public void Read_OutOfMemoryButEndedByOthers_KeepsTheirCause(EndCause cause, FailureClass failure) =>
        Read(Category("generic", hasReport: false), End(cause, null) with { OutOfMemoryKills = 1 }).Class.ShouldBe(failure);

    [Fact]
    public void Read_OfProcessesOverTheirLimit_IsAFailureThatSaysSo()
    {
        var category = Category("generic", hasReport: false) with { ProcessLimit = 20 };

        var refused = Read(category, End(EndCause.Exited, 2) with { RefusedForks = 3 });
        var killed = Read(category, End(EndCause.OverProcesses, null) with { Reason = "it had 21" });

        (refused.Verdict, refused.Class, refused.Reason).ShouldBe(
            (Verdict.Failed, FailureClass.Test, "the command failed (exit code 2); 3 new processes or threads were refused by limits.processes (20)"));
        (killed.Verdict, killed.Class, killed.Reason).ShouldBe((Verdict.Failed, FailureClass.Test, "it had 21"));
    }

    [Fact]
    public void Read_OfALimitThatNothingEnforces_IsAWarning()
    {
        var outcome = Read(Category("generic", hasReport: false), End(EndCause.Exited, 0) with { NotEnforced = ["limits.cpu_percent"] });

        outcome.Verdict.ShouldBe(Verdict.Passed);
        var warning = outcome.Warnings.ShouldHaveSingleItem();
        warning.Code.ShouldBe("limit_not_enforced");
        warning.Message.ShouldStartWith("limits.cpu_percent cannot be enforced on this host");
    }

    [Theory]
    [InlineData("fail", Verdict.NoTests)]
    [InlineData("warn", Verdict.Passed)]
    [InlineData("pass", Verdict.Passed)]
    public void Read_WithoutTests_FollowsThePolicy(string policy, Verdict verdict)
    {
        var outcome = Read(Category("generic", hasReport: true) with { NoTests = policy }, End(EndCause.Exited, 0));

        outcome.Verdict.ShouldBe(verdict);
        (outcome.Reason is null).ShouldBe(policy == "pass");
    }

    [Fact]
    public void Read_OfSeveralReports_SumsThem()
    {
        File.WriteAllText(_folder.File("spool/results/a.xml"), Green);
        File.WriteAllText(_folder.File("spool/results/deep/b.xml"), Red);
        File.WriteAllText(_folder.File("spool/results/other.txt"), "no report");

        var outcome = Read(Category("generic", hasReport: true), End(EndCause.Exited, 0));

        outcome.Counts.ShouldBe(new TestCounts { Total = 4, Passed = 3, Failed = 1 });
        outcome.Reports.ShouldBe(["results/a.xml", "results/deep/b.xml"]);
        outcome.Reason.ShouldBe("1 of 4 tests failed (exit code 0)");
    }

    [Theory]
    [InlineData("out/*.xml")]
    [InlineData("out/**/*.xml")]
    [InlineData("**/r.xml")]
    public void Read_OfAReportInTheProject_CountsItOnlyIfItIsNew(string glob)
    {
        var path = _folder.File("project/out/r.xml");
        File.WriteAllText(path, Green);
        var category = Category("generic", hasReport: true) with { Results = new ResultsPlan { Format = "junit", Path = glob } };

        File.SetLastWriteTimeUtc(path, Started.UtcDateTime.AddSeconds(-1));
        Read(category, End(EndCause.Exited, 0)).Verdict.ShouldBe(Verdict.NoTests);

        File.SetLastWriteTimeUtc(path, Started.UtcDateTime.AddMilliseconds(1));
        var outcome = Read(category, End(EndCause.Exited, 0));
        outcome.Verdict.ShouldBe(Verdict.Passed);
        outcome.Reports.ShouldBe(["out/r.xml"]);
    }

    [Theory]
    [InlineData("*.xml")]
    [InlineData("$APEX_RESULTS_DIR/*.xml")]
    public void Read_OfAGlob_PrefersTheResultsFolder(string glob)
    {
        File.WriteAllText(_folder.File("project/old.xml"), Red);
        File.WriteAllText(_folder.File("spool/results/r.xml"), Green);

        Read(Category("generic", hasReport: true) with { Results = new ResultsPlan { Format = "junit", Path = glob } }, End(EndCause.Exited, 0)).Verdict.ShouldBe(Verdict.Passed);
    }

    private AttemptOutcome Read(CategoryPlan category, AttemptEnd end) =>
        new ResultReader().Read(category, end, Path.Combine(_folder.Path, "spool"), Path.Combine(_folder.Path, "project"));

    private static CategoryPlan Category(string framework, bool hasReport) => new()
    {
        Name = "one",
        Command = ["x"],
        WorkingDirectory = "/project",
        Framework = framework,
        Results = hasReport ? new ResultsPlan { Format = "junit" } : null,
    };

    private static AttemptEnd End(EndCause cause, int? code) => new()
    {
        Id = new AttemptId("e", "l", "c", 1),
        Epoch = 1,
        Cause = cause,
        ExitCode = code,
        StartedAt = Started,
        FinishedAt = Started.AddSeconds(1),
    };
}
