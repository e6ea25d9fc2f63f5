using Apex.Planning;
using Apex.Results.Reports;
using Apex.Runner;

namespace Apex.Results;

/// <inheritdoc/>
internal sealed class ResultReader : IResultReader
{
    private const string ResultsFolder = "results";

    public AttemptOutcome Read(CategoryPlan category, AttemptEnd end, string spoolFolder, string projectFolder)
    {
        // A command that never ran has no report; whatever lies about is somebody else's.
        if (category.Results is not { } plan || end.StartedAt is not { } startedAt || end.Cause is EndCause.CannotStart or EndCause.Lost)
        {
            return VerdictRules.Decide(category, end, report: null);
        }

        var finder = new ReportFinder(Path.Combine(spoolFolder, ResultsFolder), projectFolder);
        return VerdictRules.Decide(category, end, ReportReading.Read(plan, finder.Find(plan, startedAt), projectFolder));
    }
}
