using Apex.Background;

namespace Apex.Output;

/// <summary>The background lane, and one task of it, for people.</summary>
internal sealed class BackgroundText(Paint paint, TimeProvider time)
{
    private const int NamesShown = 6;
    private const int MessageLength = 90;

    public string Head(BackgroundSnapshot lane) => $"{paint.Bold("background")}  {lane.Running} of at most {lane.MaxConcurrent} run, {Wording.Count(lane.Queued, "waits", "wait")}";

    public IEnumerable<string> Table(IEnumerable<BackgroundTask> tasks)
    {
        var now = time.GetUtcNow();
        var table = new TextTable("ID", "PROJECT", "RUNS", "BRANCH", "PRIORITY", "STATE", "TIME", "AGE", "");
        foreach (var task in tasks)
        {
            table.Add(
                task.Id,
                Wording.Clean(task.Project),
                Names(task),
                Wording.Clean(task.Branch ?? ""),
                $"{task.Priority}",
                State(task),
                task.StartedAt is { } start ? Wording.Duration((task.FinishedAt ?? now) - start) : "",
                Wording.Duration(now - task.QueuedAt),
                new Cell(Wording.Shorten(Wording.FirstLine(task.Message ?? ""), MessageLength), paint.Dim));
        }

        return table.Lines(paint);
    }

    public IEnumerable<string> Task(BackgroundTask task)
    {
        var now = time.GetUtcNow();
        var where = $"{Wording.Clean(task.Branch ?? "")} {(task.Commit is { Length: >= 8 } commit ? commit[..8] : "")}".Trim();
        yield return $"{paint.Bold(Wording.Clean(task.Project))}  {Names(task)}  {Wording.Clean(task.Environment)}{(where.Length > 0 ? $"  {where}" : "")}";
        foreach (var (key, value) in task.Labels.OrderBy(static label => label.Key, StringComparer.Ordinal))
        {
            yield return paint.Dim($"{Wording.Clean(key)}={Wording.Clean(value)}");
        }

        var state = State(task);
        var span = task.StartedAt is { } start ? $"  {Wording.Duration((task.FinishedAt ?? now) - start)} of at most {Wording.Limit(task.TimeoutMs)}" : $"  for {Wording.Duration((task.FinishedAt ?? now) - task.QueuedAt)}, then at most {Wording.Limit(task.TimeoutMs)}";
        yield return $"{paint.Bold(state.Style!(state.Text))}  {task.Id}{span}{(task.Counts is { } counts ? $"  ({Wording.Tests(counts)})" : "")}";
        if (task.Position is { } position)
        {
            yield return $"place {position} among those that wait, priority {task.Priority}{(task.Waiting is { } reason ? $"; waits for {reason}: {Wording.Clean(task.Message ?? "")}" : "")}";
        }
        else if (task.Message is { Length: > 0 } message)
        {
            yield return Wording.Clean(message);
        }
    }

    private Cell State(BackgroundTask task) => task.Verdict == Verdict.None
        ? new Cell(WireNames.Of(task.State), paint.Blue)
        : new Cell(WireNames.Of(task.Verdict)!.Replace('_', ' '), text => paint.Verdict(task.Verdict, text));

    private static string Names(BackgroundTask task)
    {
        var names = task.Categories.Take(NamesShown).Select(static name => Wording.Clean(name));
        return string.Join(' ', names) + (task.Categories.Count > NamesShown ? $" and {task.Categories.Count - NamesShown} more" : "");
    }
}
