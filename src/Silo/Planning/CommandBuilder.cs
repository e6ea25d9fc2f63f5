using Apex.Configuration.Settings;
using Apex.Configuration.Validation;

namespace Apex.Planning;

/// <summary>Makes the final program and arguments. What Apex adds is never part of the text that a shell parses.</summary>
internal static class CommandBuilder
{
    private const string Mark = CategoryRules.ArgumentsMark;
    private const string AllArguments = "\"$@\"";

    /// <param name="command">Text or list.</param>
    /// <param name="shell">Program for a text.</param>
    /// <param name="report">Arguments that ask for a report; <c>$APEX_RESULTS_DIR</c> in them is known only when an attempt starts.</param>
    /// <param name="extra">Arguments of the caller, handed on as they are.</param>
    public static List<string> Build(CommandSetting command, string shell, IReadOnlyList<string> report, IReadOnlyList<string> extra) =>
        command.Text is { } text ? Text(text, shell, report, extra) : List(command.List ?? [], report, extra);

    private static List<string> Text(string text, string shell, IReadOnlyList<string> report, IReadOnlyList<string> extra)
    {
        var marked = text.Contains(Mark, StringComparison.Ordinal);
        if (!marked && report.Count + extra.Count == 0)
        {
            return [shell, "-c", text];
        }

        var script = marked ? text.Replace(Mark, AllArguments, StringComparison.Ordinal) : $"{text.TrimEnd()} {AllArguments}";
        var prelude = report.Count == 0 ? "" : $"set -- {Quoted(report)} {AllArguments}\n";
        return [shell, "-c", prelude + script, "apex", .. extra];
    }

    private static List<string> List(IReadOnlyList<string> words, IReadOnlyList<string> report, IReadOnlyList<string> extra)
    {
        var at = words.ToList().IndexOf(Mark);
        var before = at < 0 ? words : words.Take(at);
        var after = at < 0 ? [] : words.Skip(at + 1).Where(static word => word != Mark);
        if (report.Count == 0)
        {
            return [.. before, .. extra, .. after];
        }

        // A shell fills in the results folder and then becomes the program: nothing of it stays behind.
        List<string> head = [.. before];
        List<string> tail = [.. extra, .. after];
        var script = $"exec {Numbered(1, head.Count)} {Quoted(report)} {Numbered(head.Count + 1, tail.Count)}".TrimEnd();
        return ["sh", "-c", script, "apex", .. head, .. tail];
    }

    private static string Numbered(int first, int count) => string.Join(' ', Enumerable.Range(first, count).Select(static number => $"\"${{{number}}}\""));

    private static string Quoted(IEnumerable<string> words) => string.Join(' ', words.Select(static word => word.Contains('$') ? $"\"{word}\"" : word));
}
