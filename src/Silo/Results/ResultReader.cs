using Apex.Planning;
using Apex.Results.Artifacts;
using Apex.Results.Reports;
using Apex.Runner;

namespace Apex.Results;

/// <inheritdoc/>
internal sealed class ResultReader : IResultReader
{
    private const string ResultsFolder = "results";

    public AttemptOutcome Read(CategoryPlan category, AttemptEnd end, string spoolFolder, string projectFolder)
    {
        var outcome = Judge(category, end, spoolFolder, projectFolder);
        return end.StartedAt is { } startedAt ? outcome with { Artifacts = ArtifactKeeper.Keep(category, startedAt, spoolFolder, projectFolder) } : outcome;
    }

    private static AttemptOutcome Judge(CategoryPlan category, AttemptEnd end, string spoolFolder, string projectFolder)
    {
        // A command that never ran has no report; whatever lies about is somebody else's.
        if (category.Results is not { } plan || end.StartedAt is not { } startedAt || end.Cause is EndCause.CannotStart or EndCause.Lost)
        {
            return VerdictRules.Decide(category, end, report: null);
        }

        var finder = new ReportFinder(Path.Combine(spoolFolder, ResultsFolder), projectFolder);
        var reports = finder.Find(plan, startedAt);
        if (reports.Count == 0)
        {
            return VerdictRules.Decide(category, end, ReportReading.Read(plan, reports, projectFolder, static _ => { }));
        }

        // Kept with the attempt: a report in the project folder belongs to whoever runs next.
        using var kept = new KeptTestsWriter(spoolFolder);
        var reading = ReportReading.Read(plan, reports, projectFolder, kept.Add);
        kept.Complete();
        return VerdictRules.Decide(category, end, reading);
    }
}
