namespace Apex.Results.Reports;

/// <summary>Counts tests as they come and keeps the first failures.</summary>
internal sealed class ReportTally(string projectFolder)
{
    public const int MostFailures = 20;

    private readonly List<TestFailure> _failures = [];

    public TestCounts Counts { get; private set; } = new();

    public IReadOnlyList<TestFailure> Failures => _failures;

    public void Add(ReportedTest test)
    {
        Counts += new TestCounts
        {
            Total = 1,
            Passed = test.Status is TestStatus.Passed or TestStatus.Flaky ? 1 : 0,
            Failed = test.Status == TestStatus.Failed ? 1 : 0,
            Skipped = test.Status == TestStatus.Skipped ? 1 : 0,
            Flaky = test.Status == TestStatus.Flaky ? 1 : 0,
        };
        if (test.Status == TestStatus.Failed && _failures.Count < MostFailures)
        {
            _failures.Add(Failure(test));
        }
    }

    private TestFailure Failure(ReportedTest test)
    {
        var (file, line) = test.File is { } named
            ? (SourceLocation.Relative(named, projectFolder), test.Line)
            : SourceLocation.Find(string.IsNullOrEmpty(test.Trace) ? test.Message : test.Trace, test.Name, projectFolder);
        return new TestFailure { Test = test.Name, File = file, Line = line, Message = test.Message };
    }
}
