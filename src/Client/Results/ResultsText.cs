using Apex.Executions;
using Apex.Output;

namespace Apex.Results;

/// <summary>Results for people: failures first, then flaky tests, layers and categories, the verdict last.</summary>
internal sealed class ResultsText(Paint paint, TimeProvider time, string currentFolder)
{
    private const int FailuresShown = 50;
    private const int FlakyShown = 20;
    private const int MessageLines = 8;
    private const int TraceLines = 10;
    private const int ArtifactsShown = 20;

    public IEnumerable<string> Lines(ExecutionResults results)
    {
        var execution = results.Execution;
        var total = results.Failures.Count + results.FailuresOmitted;
        if (total > 0)
        {
            yield return paint.Bold(paint.Red($"Failures ({total}):"));
            foreach (var line in results.Failures.Take(FailuresShown).SelectMany(failure => Failure(failure, execution)))
            {
                yield return line;
            }

            yield return "";
            if (total > FailuresShown)
            {
                yield return $"  and {total - FailuresShown} more: apex results {execution.Id} -o json";
            }

            yield return $"  {paint.Dim("all failed again:")} {Rerun.Failed(execution)}";
            yield return "";
        }

        if (results.Flaky.Count > 0)
        {
            yield return paint.Bold(paint.Yellow($"Flaky ({results.Flaky.Count}):"));
            foreach (var test in results.Flaky.Take(FlakyShown))
            {
                yield return $"  {paint.Yellow("~")} {Wording.Clean(test.Test!.Name)}  {paint.Dim($"{Wording.Clean(test.Layer)} / {Wording.Clean(test.Category)}")}";
            }

            if (results.Flaky.Count > FlakyShown)
            {
                yield return $"  and {results.Flaky.Count - FlakyShown} more: apex results {execution.Id} -o json";
            }

            yield return "";
        }

        var text = new ExecutionText(paint, time, currentFolder);
        foreach (var line in text.Overview(execution))
        {
            yield return line;
        }

        foreach (var line in Artifacts(execution))
        {
            yield return line;
        }

        yield return "";
        yield return text.VerdictLine(execution);
    }

    private IEnumerable<string> Artifacts(ExecutionSnapshot execution)
    {
        var kept = (from layer in execution.Layers
                    from category in layer.Categories
                    let artifacts = category.Attempts.LastOrDefault()?.Report?.Artifacts
                    where artifacts is not null
                    select (Name: $"{layer.Name} / {category.Name}", Artifacts: artifacts)).ToList();
        if (kept.Count == 0)
        {
            yield break;
        }

        yield return "";
        yield return paint.Bold("Artifacts:");
        foreach (var (name, artifacts) in kept)
        {
            var dropped = artifacts.Dropped > 0 ? paint.Yellow($"  {Wording.Count(artifacts.Dropped, "file", "files")} not kept: too many or too large") : "";
            yield return $"  {Wording.Clean(name)}  {paint.Dim(Wording.Clean(artifacts.Folder))}{dropped}";
            foreach (var file in artifacts.Files.Take(ArtifactsShown))
            {
                yield return $"    {Wording.Clean(file)}";
            }

            if (artifacts.Files.Count > ArtifactsShown)
            {
                yield return $"    and {artifacts.Files.Count - ArtifactsShown} more";
            }
        }
    }

    private IEnumerable<string> Failure(CategoryTest failure, ExecutionSnapshot execution)
    {
        yield return "";
        var what = failure.Test is { } test ? Wording.Clean(test.Name) : (WireNames.Of(failure.Verdict) ?? "").Replace('_', ' ');
        yield return $"  {paint.Red("✘")} {paint.Bold(what)}  {paint.Dim($"{Wording.Clean(failure.Layer)} / {Wording.Clean(failure.Category)}")}";
        if (failure.Test?.File is { } file)
        {
            yield return $"    {paint.Blue(Wording.Clean(failure.Test.Line is { } line ? $"{file}:{line}" : file))}";
        }

        foreach (var line in failure.Test is null ? ReasonLines.Of(failure.Reason) : Cut(failure.Test.Message, MessageLines))
        {
            yield return $"    {line}";
        }

        foreach (var line in Cut(failure.Test?.Trace == failure.Test?.Message ? null : failure.Test?.Trace, TraceLines))
        {
            yield return $"      {paint.Dim(line)}";
        }

        if (failure.Test is null && Rerun.Log(failure.ToFailure(), execution) is { } log)
        {
            yield return $"    {paint.Dim("log:")}   {log}";
        }

        yield return $"    {paint.Dim("rerun:")} {Rerun.Command(failure.ToFailure(), execution, currentFolder)}";
    }

    private static List<string> Cut(string? text, int most)
    {
        var lines = (text ?? "").Split('\n').Select(line => Wording.Clean(line).TrimEnd()).Where(line => line.Length > 0).ToList();
        return lines.Count <= most ? lines : [.. lines.Take(most - 1), "…"];
    }
}
