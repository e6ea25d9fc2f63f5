using Apex.Configuration;

namespace Apex.Output;

/// <summary>An error as text, its problems in the manner of a compiler: place, message, the line itself, a caret.</summary>
internal static class ErrorText
{
    public static IEnumerable<string> Lines(CliException failure, Paint paint)
    {
        foreach (var line in failure.Details.SelectMany(problem => Problem(problem, paint)))
        {
            yield return line;
        }

        var first = true;
        foreach (var line in failure.Message.Split('\n'))
        {
            yield return first ? $"{paint.Red(paint.Bold("error:"))} {Wording.Clean(line)}" : Wording.Clean(line);
            first = false;
        }

        foreach (var hint in failure.Reasons.Concat(failure.Hints))
        {
            yield return $"  {Wording.Clean(hint)}";
        }
    }

    public static IEnumerable<string> Problem(ConfigurationProblem problem, Paint paint)
    {
        var kind = problem.IsWarning ? paint.Yellow("warning") : paint.Red("error");
        var code = paint.Dim($"[{Wording.Clean(problem.Code)}]");
        yield return $"{kind}{code}: {Wording.Clean(problem.Message)}";
        if (problem.File is not null)
        {
            var place = problem.Line > 0 ? $"{problem.File}:{problem.Line}:{Math.Max(problem.Column, 1)}" : problem.File;
            yield return $"  {paint.Blue("-->")} {Wording.Clean(place)}{(problem.Path.Length > 0 ? paint.Dim($"  ({Wording.Clean(problem.Path)})") : "")}";
        }

        if (problem is { Source: { } source, Line: > 0 })
        {
            var number = problem.Line.ToString();
            var gutter = new string(' ', number.Length);
            yield return paint.Blue($" {gutter} |");
            yield return $"{paint.Blue($" {number} |")} {Wording.Clean(source.TrimEnd(), keepLines: true)}";
            yield return $"{paint.Blue($" {gutter} |")} {Indent(source, problem.Column)}{(problem.IsWarning ? paint.Yellow("^") : paint.Red("^"))}";
        }

        yield return "";
    }

    // A tab before the place stays a tab, so that the caret stands under it whatever the tab's width.
    private static string Indent(string source, int column) =>
        string.Concat(source.Take(Math.Clamp(column - 1, 0, source.Length)).Select(c => c == '\t' ? '\t' : ' '));
}
