using System.Xml;
using Apex.Planning;

namespace Apex.Results.Reports;

/// <summary>All reports of one attempt, read and summed.</summary>
internal sealed record ReportReading
{
    public required TestCounts Counts { get; init; }

    public required IReadOnlyList<TestFailure> Failures { get; init; }

    /// <summary>Tests to tell as events.</summary>
    public IReadOnlyList<TestEnd> Told { get; init; } = [];

    /// <summary>Names of the files that were read.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Why a file could not be read to its end; null if all were.</summary>
    public string? Broken { get; init; }

    /// <param name="plan">Format.</param>
    /// <param name="reports">Files.</param>
    /// <param name="projectFolder">Places are told relative to it.</param>
    /// <param name="found">Gets every test.</param>
    public static ReportReading Read(ResultsPlan plan, IReadOnlyList<FoundReport> reports, string projectFolder, Action<TestResult> found)
    {
        var tally = new ReportTally(projectFolder, found);
        string? broken = null;
        foreach (var report in reports)
        {
            broken ??= ReadOne(plan.Format, report, tally) is { } problem ? $"{report.Name}: {problem}" : null;
        }

        return new ReportReading { Counts = tally.Counts, Failures = tally.Failures, Told = tally.Told, Files = [.. reports.Select(static report => report.Name)], Broken = broken };
    }

    /// <returns>What was wrong; null if it was read to its end.</returns>
    private static string? ReadOne(string format, FoundReport report, ReportTally tally)
    {
        if (report.Length == 0)
        {
            // Nothing was written, or it is no regular file (a pipe would never end).
            return null;
        }

        try
        {
            using var stream = new FileStream(report.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var xml = ReportXml.Open(stream);
            if (format == "trx")
            {
                new TrxReader(tally.Add).Read(xml);
            }
            else
            {
                new JUnitReader(tally.Add).Read(xml);
            }

            return null;
        }
        catch (Exception error) when (error is XmlException or IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException)
        {
            return error.Message;
        }
    }
}
