using Apex.Executions;

namespace Apex.Output;

/// <summary>Executions as a table.</summary>
internal static class ExecutionTable
{
    private const int CommitDigits = 8;

    public static IEnumerable<string> Lines(IEnumerable<ExecutionListItem> items, Paint paint, TimeProvider time, string indent = "")
    {
        var now = time.GetUtcNow();
        var table = new TextTable("ID", "PROJECT", "MODE", "ENV", "BRANCH", "COMMIT", "STATE", "TIME", "AGE");
        foreach (var item in items)
        {
            var state = WireNames.Of(item.Verdict) ?? WireNames.Of(item.State);
            table.Add(
                item.Id,
                Wording.Clean(item.Project),
                Wording.Clean(item.Mode),
                Wording.Clean(item.Environment),
                Wording.Clean(item.Branch ?? ""),
                item.Commit is { Length: > CommitDigits } commit ? commit[..CommitDigits] : item.Commit ?? "",
                new Cell(state.Replace('_', ' '), text => item.Verdict == Verdict.None ? paint.Blue(text) : paint.Verdict(item.Verdict, text)),
                item.StartedAt is { } start ? Wording.Duration((item.FinishedAt ?? now) - start) : "",
                Age(now - item.CreatedAt));
        }

        return table.Lines(paint, indent);
    }

    private static string Age(TimeSpan age) => age switch
    {
        { TotalMinutes: < 1 } => $"{Math.Max(0, (int)age.TotalSeconds)} s",
        { TotalHours: < 1 } => $"{(int)age.TotalMinutes} min",
        { TotalDays: < 2 } => $"{(int)age.TotalHours} h",
        _ => $"{(int)age.TotalDays} days",
    };
}
