namespace Apex.Results.Reports;

/// <summary>Counts tests as they come, keeps the first failures, and hands every test on.</summary>
internal sealed class ReportTally(string projectFolder, Action<TestResult> found)
{
    public const int MostFailures = 20;

    private readonly List<TestFailure> _failures = [];

    private readonly ToldTests _told = new();

    public IReadOnlyList<TestEnd> Told => _told.All;

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
        _told.Add(test);
        var (file, line) = Place(test);
        if (test.Status == TestStatus.Failed && _failures.Count < MostFailures)
        {
            _failures.Add(new TestFailure { Test = test.Name, File = file, Line = line, Message = test.Message });
        }

        found(new TestResult
        {
            Name = test.Name,
            Suite = test.Suite,
            Method = test.Method,
            Status = test.Status,
            File = file,
            Line = line,
            DurationMs = test.DurationMs,
            Message = test.Message,
            Trace = string.IsNullOrEmpty(test.Trace) ? null : test.Trace,
        });
    }

    private (string? File, int? Line) Place(ReportedTest test) => test switch
    {
        { File: { } named } => (SourceLocation.Relative(named, projectFolder), test.Line),
        { Status: TestStatus.Failed or TestStatus.Flaky } => SourceLocation.Find(string.IsNullOrEmpty(test.Trace) ? test.Message : test.Trace, test.Name, projectFolder),
        _ => (null, null),
    };
}
