using Apex.Categories;
using Apex.Planning;
using Apex.Results;
using Apex.Results.Reports;
using Apex.Runner;
using TestResult = Apex.Results.TestResult;

namespace Apex.Silo.Tests.Results;

/// <summary>Tests that stay with an attempt after its reports were read.</summary>
public sealed class KeptTestsTests : IDisposable
{
    private static readonly AttemptId Id = new("e", "l", "c", 1);

    private readonly TemporaryFolder _folder = new();

    private string Spool => Path.GetDirectoryName(_folder.File("spool/x"))!;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_AfterAReport_GivesEveryTestWithItsDetails()
    {
        File.Copy(ReportTests.Sample("pytest.xml"), _folder.File("spool/results/junit.xml"));

        Judge("junit");
        var page = KeptTests.Read(Spool, new TestsQuery { Id = Id });

        (page.Exists, page.End, page.Tests.Count).ShouldBe((true, true, 4));
        var failed = page.Tests.Single(test => test.Name == "tests.test_calc.test_div");
        (failed.Suite, failed.Status, failed.File, failed.Line, failed.Message).ShouldBe(("tests.test_calc", TestStatus.Failed, "tests/test_calc.py", 7, "ZeroDivisionError: division by zero"));
        failed.Trace.ShouldNotBeNull().ShouldContain("1 / 0");
        failed.DurationMs.ShouldNotBeNull();
        KeptTests.Read(Spool, new TestsQuery { Id = Id, OnlyProblems = true }).Tests.ShouldAllBe(test => test.Status == TestStatus.Failed);
    }

    [Fact]
    public void Read_OfManyTests_GoesPageByPageAndLosesNone()
    {
        using (var writer = new KeptTestsWriter(Spool))
        {
            for (var i = 0; i < 2500; i++)
            {
                writer.Add(new TestResult { Name = $"t{i}", Status = i % 1000 == 7 ? TestStatus.Failed : TestStatus.Passed, Trace = i % 2 == 0 ? new string('x', 2000) : null });
            }

            writer.Complete();
        }

        Walk(onlyProblems: false).Select(test => test.Name).ShouldBe(Enumerable.Range(0, 2500).Select(i => $"t{i}"));
        Walk(onlyProblems: true).Select(test => test.Name).ShouldBe(["t7", "t1007", "t2007"]);
    }

    [Fact]
    public void Read_OfAWriterThatDidNotFinish_FindsNothing()
    {
        using (var writer = new KeptTestsWriter(Spool))
        {
            writer.Add(new TestResult { Name = "half" });
        }

        KeptTests.Read(Spool, new TestsQuery { Id = Id }).Exists.ShouldBeFalse();
    }

    [Fact]
    public void Write_WhereNothingCanBeWritten_LeavesTheVerdictAlone()
    {
        File.Copy(ReportTests.Sample("jest.xml"), _folder.File("spool/results/junit.xml"));
        Directory.CreateDirectory(Path.Combine(Spool, KeptTests.FileName + ".new"));

        Judge("junit").Counts.ShouldBe(new TestCounts { Total = 3, Passed = 1, Failed = 1, Skipped = 1 });
        KeptTests.Read(Spool, new TestsQuery { Id = Id }).Exists.ShouldBeFalse();
    }

    [Fact]
    public void Read_OfAReportInTheProject_SurvivesTheNextRunThere()
    {
        File.WriteAllText(_folder.File("project/out.xml"), "<testsuite><testcase name='mine'/></testsuite>");
        Judge("junit", "out.xml").Counts!.Passed.ShouldBe(1);
        File.WriteAllText(_folder.File("project/out.xml"), "<testsuite><testcase name='another'/></testsuite>");

        KeptTests.Read(Spool, new TestsQuery { Id = Id }).Tests.ShouldHaveSingleItem().Name.ShouldBe("mine");
    }

    [Theory]
    [InlineData("..", "l", "c", 0L)]
    [InlineData("e", "a/b", "c", 0L)]
    [InlineData("e", "l", "", 0L)]
    [InlineData("e", "l", "c", -1L)]
    public void IsSafe_OfNamesThatLeaveTheSpool_IsFalse(string execution, string layer, string category, long offset) =>
        KeptTests.IsSafe(new TestsQuery { Id = new AttemptId(execution, layer, category, 1), Offset = offset }).ShouldBeFalse();

    [Theory]
    [InlineData("1.5", 1500d)]
    [InlineData("1,234.5", 1_234_500d)]
    [InlineData("1e-3", 1d)]
    [InlineData("-1", null)]
    [InlineData("NaN", null)]
    [InlineData("1e300", null)]
    [InlineData("soon", null)]
    [InlineData(null, null)]
    public void Seconds_OfOddNumbers_AreTakenOrLeft(string? text, double? milliseconds) => ReportXml.Seconds(text).ShouldBe(milliseconds);

    private List<TestResult> Walk(bool onlyProblems)
    {
        var tests = new List<TestResult>();
        for (var query = new TestsQuery { Id = Id, OnlyProblems = onlyProblems }; ;)
        {
            var page = KeptTests.Read(Spool, query);
            tests.AddRange(page.Tests);
            if (page.End)
            {
                return tests;
            }

            page.NextOffset.ShouldBeGreaterThan(query.Offset);
            query = query with { Offset = page.NextOffset };
        }
    }

    private AttemptOutcome Judge(string format, string? path = null)
    {
        var category = new CategoryPlan { Name = "c", Command = ["x"], WorkingDirectory = "/project", Results = new ResultsPlan { Format = format, Path = path } };
        var end = new AttemptEnd { Id = Id, Epoch = 1, Cause = EndCause.Exited, ExitCode = 0, StartedAt = DateTimeOffset.UnixEpoch, FinishedAt = DateTimeOffset.UnixEpoch.AddSeconds(1) };
        return new ResultReader().Read(category, end, Spool, Path.GetDirectoryName(_folder.File("project/x"))!);
    }
}
