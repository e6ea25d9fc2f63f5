using Apex.Configuration.Settings;
using Apex.Configuration.Validation;
using Apex.Results.Frameworks;

namespace Apex.Planning;

/// <summary>Makes the final program and arguments. What Apex adds is never part of the text that a shell parses, but for its own report flags.</summary>
internal static class CommandBuilder
{
    private const string Mark = CategoryRules.ArgumentsMark;
    private const string AllArguments = "\"$@\"";

    /// <param name="command">Text or list.</param>
    /// <param name="shell">Program for a text.</param>
    /// <param name="added">What Apex adds.</param>
    public static List<string> Build(CommandSetting command, string shell, AddedArguments added) =>
        command.Text is { } text ? Text(text, shell, added) : List(command.List ?? [], added);

    private static List<string> Text(string text, string shell, AddedArguments added)
    {
        var marked = text.Contains(Mark, StringComparison.Ordinal);
        var asks = added.Report is { } report && (report.Arguments.Count > 0 || report.Variant is not null);
        if (!marked && !asks && !added.Plain.Any())
        {
            return [shell, "-c", Exports(added.Report) + text];
        }

        var script = marked ? text.Replace(Mark, AllArguments, StringComparison.Ordinal) : $"{text.TrimEnd()} {AllArguments}";
        var prelude = asks ? Chosen(added.Report!, static words => $"set -- {Quoted(words)} {AllArguments}") + "\n" : "";
        return [shell, "-c", Exports(added.Report) + prelude + script, "apex", .. added.Plain];
    }

    private static List<string> List(IReadOnlyList<string> words, AddedArguments added)
    {
        var at = words.ToList().IndexOf(Mark);
        var before = at < 0 ? words : words.Take(at);
        var after = at < 0 ? [] : words.Skip(at + 1).Where(static word => word != Mark);
        if (added.Report is not { } report)
        {
            return [.. before, .. added.Plain, .. after];
        }

        // A shell fills in the results folder and then becomes the program: nothing of it stays behind.
        List<string> head = [.. before];
        List<string> tail = [.. added.Plain, .. after];
        var script = Chosen(report, asked => string.Join(' ', new[] { "exec", Numbered(1, head.Count), Quoted(asked), Numbered(head.Count + 1, tail.Count) }.Where(static part => part.Length > 0)));
        return ["sh", "-c", Exports(report) + script, "apex", .. head, .. tail];
    }

    /// <summary>One line, or one for each way to ask, of which the tree decides.</summary>
    private static string Chosen(ReportRequest report, Func<IReadOnlyList<string>, string> line) => report.Variant is { } variant
        ? $"if {variant.Test}\nthen {line(variant.Arguments)}\nelse {line(report.Arguments)}\nfi"
        : line(report.Arguments);

    private static string Exports(ReportRequest? report) =>
        report is null ? "" : string.Concat(report.Variables.Select(static variable => $"export {variable.Key}=\"{variable.Value}\"\n"));

    private static string Numbered(int first, int count) => string.Join(' ', Enumerable.Range(first, count).Select(static number => $"\"${{{number}}}\""));

    private static string Quoted(IEnumerable<string> words) => string.Join(' ', words.Select(static word => word.Contains('$') ? $"\"{word}\"" : word));
}
