namespace Apex.Results.Reports;

/// <summary>The tests of an attempt that are told as events: the first ones, and failures before others. Bounded, however long the report.</summary>
internal sealed class ToldTests
{
    private const int LongestName = 200;

    private readonly List<TestEnd> _told = [];

    public IReadOnlyList<TestEnd> All => _told;

    public void Add(ReportedTest test)
    {
        if (_told.Count == TestEnd.MostTold)
        {
            var spare = test.Status == TestStatus.Failed ? _told.FindLastIndex(static told => told.Status != TestStatus.Failed) : -1;
            if (spare < 0)
            {
                return;
            }

            _told.RemoveAt(spare);
        }

        _told.Add(new TestEnd { Name = test.Name.Length > LongestName ? test.Name[..LongestName] : test.Name, Status = test.Status, DurationMs = test.DurationMs });
    }
}
