using Apex.Categories;
using Apex.Executions;
using Apex.Layers;

namespace Apex.Output;

/// <summary>An execution for people: layers and categories, then what failed, the verdict last.</summary>
internal sealed class ExecutionText(Paint paint, TimeProvider time, string currentFolder)
{
    private const int CategoriesShown = 40;
    private const int FailuresShown = 50;
    private const int MessageLines = 3;
    private const int ReasonLength = 80;

    /// <summary>Head, layers with their categories, failures, verdict.</summary>
    public IEnumerable<string> Status(ExecutionSnapshot execution) =>
        [.. Head(execution), "", .. Layers(execution, categories: true), .. End(execution)];

    /// <summary>Head, layers with their categories.</summary>
    public IEnumerable<string> Overview(ExecutionSnapshot execution) => [.. Head(execution), "", .. Layers(execution, categories: true)];

    /// <summary>After a run was followed: layers, failures, verdict. What happened stands above it.</summary>
    public IEnumerable<string> Summary(ExecutionSnapshot execution) => ["", .. Layers(execution, categories: false), .. End(execution)];

    /// <summary>The last line: verdict, id, time, tests.</summary>
    public string VerdictLine(ExecutionSnapshot execution)
    {
        var word = WireNames.Of(execution.Verdict)?.Replace('_', ' ') ?? WireNames.Of(execution.State).Replace('_', ' ');
        var start = execution.StartedAt ?? execution.CreatedAt;
        var span = (execution.FinishedAt ?? time.GetUtcNow()) - start;
        var counts = execution.Counts is { } tests ? $"  ({Wording.Tests(tests)})" : "";
        var reason = execution.Reason is { Length: > 0 } why && execution.Verdict != Verdict.Passed ? $"  {Wording.Shorten(Wording.FirstLine(why), ReasonLength)}" : "";
        return $"{paint.Bold(paint.Verdict(execution.Verdict, word))}  {execution.Id}  {Wording.Duration(span)}{counts}{reason}";
    }

    private IEnumerable<string> Head(ExecutionSnapshot execution)
    {
        var where = execution.Branch is null && execution.Commit is null
            ? ""
            : $"  {Wording.Clean(execution.Branch ?? "detached")}{(execution.Commit is { Length: >= 8 } commit ? $" {commit[..8]}" : "")}{(execution.Dirty == true ? " (with changes)" : "")}";
        yield return $"{paint.Bold(Wording.Clean(execution.Project))}  {Wording.Clean(execution.Mode)}  {Wording.Clean(execution.Environment)}{where}";
        yield return paint.Dim($"started {TimeZoneInfo.ConvertTime(execution.StartedAt ?? execution.CreatedAt, time.LocalTimeZone):yyyy-MM-dd HH:mm:ss}  {WireNames.Of(execution.State).Replace('_', ' ')}");
        foreach (var label in execution.Labels.OrderBy(label => label.Key, StringComparer.Ordinal))
        {
            yield return paint.Dim($"{Wording.Clean(label.Key)}={Wording.Clean(label.Value)}");
        }
    }

    private IEnumerable<string> Layers(ExecutionSnapshot execution, bool categories)
    {
        var table = new TextTable();
        foreach (var layer in execution.Layers)
        {
            table.Add(
                new Cell(Wording.Clean(layer.Name), paint.Bold),
                State(layer.Verdict, layer.State),
                Span(layer.StartedAt, layer.FinishedAt),
                Wording.Count(layer.Tally.Total, "category", "categories"),
                layer.Counts is { } counts ? Wording.Tests(counts) : "",
                new Cell(layer.Background ? "background" : Why(layer.Reason), paint.Dim));
            foreach (var category in categories ? layer.Categories.Take(CategoriesShown) : [])
            {
                table.Add(Row(category));
            }

            if (categories && layer.Categories.Count > CategoriesShown)
            {
                table.Add(new Cell($"  and {layer.Categories.Count - CategoriesShown} more", paint.Dim));
            }
        }

        return table.Lines(paint, "  ");
    }

    private Cell[] Row(CategorySnapshot category) =>
    [
        $"  {Wording.Clean(category.Name)}",
        State(category.Verdict, category.State),
        Span(category.StartedAt, category.FinishedAt),
        category.Attempts.Count > 1 ? $"{category.Attempts.Count} attempts" : "",
        category.Counts is { } counts ? Wording.Tests(counts) : "",
        new Cell(Why(category.Reason), paint.Dim),
    ];

    private IEnumerable<string> End(ExecutionSnapshot execution)
    {
        foreach (var warning in ExecutionWarnings.Of(execution))
        {
            yield return $"{paint.Yellow("warning:")} {Wording.Clean(warning.Message)}";
        }

        var failures = ExecutionFailures.Of(execution).ToList();
        if (failures.Count > 0)
        {
            yield return "";
            yield return paint.Bold(paint.Red($"Failures ({failures.Count}):"));
            foreach (var line in failures.Take(FailuresShown).SelectMany(failure => Failure(failure, execution)))
            {
                yield return line;
            }

            if (failures.Count > FailuresShown)
            {
                yield return $"  and {failures.Count - FailuresShown} more: apex status {execution.Id} -o json";
            }
        }

        yield return "";
        yield return VerdictLine(execution);
    }

    private IEnumerable<string> Failure(ExecutionFailure failure, ExecutionSnapshot execution)
    {
        yield return "";
        var what = failure.Test is { } test ? Wording.Clean(test) : (WireNames.Of(failure.Verdict) ?? "").Replace('_', ' ');
        yield return $"  {paint.Red("✘")} {paint.Bold(what)}  {paint.Dim($"{Wording.Clean(failure.Layer)} / {Wording.Clean(failure.Category)}")}";
        if (failure.File is { } file)
        {
            yield return $"    {paint.Blue(Wording.Clean(failure.Line is { } line ? $"{file}:{line}" : file))}";
        }

        foreach (var line in failure.Test is null ? ReasonLines.Of(failure.Message) : MessageOf(failure))
        {
            yield return $"    {line}";
        }

        if (failure.Test is null && Rerun.Log(failure, execution) is { } log)
        {
            yield return $"    {paint.Dim("log:")}   {log}";
        }

        yield return $"    {paint.Dim("rerun:")} {Rerun.Command(failure, execution, currentFolder)}";
    }

    private static IEnumerable<string> MessageOf(ExecutionFailure failure) =>
        (failure.Message ?? "").Split('\n').Select(static line => Wording.Clean(line).TrimEnd()).Where(static line => line.Length > 0).Take(MessageLines);

    private Cell State(Verdict verdict, StepState state)
    {
        var word = (WireNames.Of(verdict) ?? WireNames.Of(state)).Replace('_', ' ');
        return new Cell(word, text => verdict == Verdict.None && state == StepState.Running ? paint.Blue(text) : paint.Verdict(verdict, text));
    }

    private string Span(DateTimeOffset? start, DateTimeOffset? end) => start is null ? "" : Wording.Duration(start, end ?? time.GetUtcNow());

    private static string Why(string? reason) => reason is { Length: > 0 } ? Wording.Shorten(Wording.FirstLine(reason), ReasonLength) : "";
}
