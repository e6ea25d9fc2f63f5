using System.Globalization;
using System.Text.RegularExpressions;

namespace Apex.Results.Reports;

/// <summary>Finds file and line in a stack trace: .NET, Python, JavaScript, Go, Rust.</summary>
internal static partial class SourceLocation
{
    /// <returns>The test's own line, else the first place inside the project folder, else the first place; nulls if there is none.</returns>
    public static (string? File, int? Line) Find(string? trace, string testName, string projectFolder)
    {
        (string? File, int? Line) first = (null, null);
        (string? File, int? Line) inside = (null, null);
        var method = testName.Split('(')[0];
        foreach (var text in trace?.Split('\n').Take(200) ?? [])
        {
            var match = Match(text);
            if (match is null || !int.TryParse(match.Groups["line"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var line) || line < 1)
            {
                continue;
            }

            var file = Relative(match.Groups["file"].Value, projectFolder);
            if (text.Contains(method, StringComparison.Ordinal))
            {
                return (file, line);
            }

            inside = inside.File is null && !Path.IsPathRooted(file) ? (file, line) : inside;
            first = first.File is null ? (file, line) : first;
        }

        return inside.File is null ? first : inside;
    }

    public static string Relative(string file, string projectFolder)
    {
        var folder = Path.TrimEndingDirectorySeparator(projectFolder) + "/";
        return file.StartsWith(folder, StringComparison.Ordinal) ? file[folder.Length..] : file;
    }

    private static Match? Match(string text)
    {
        foreach (var pattern in (Regex[])[DotNet(), PythonTrace(), Script(), Plain()])
        {
            if (pattern.Match(text) is { Success: true } match)
            {
                return match;
            }
        }

        return null;
    }

    [GeneratedRegex(@" in (?<file>[^\r\n]+):line (?<line>[0-9]+)\s*$", RegexOptions.NonBacktracking)]
    private static partial Regex DotNet();

    [GeneratedRegex(@"File ""(?<file>[^""]+)"", line (?<line>[0-9]+)", RegexOptions.NonBacktracking)]
    private static partial Regex PythonTrace();

    [GeneratedRegex(@"\(?(file://)?(?<file>[^\s()]+\.(js|mjs|cjs|ts|mts|cts|jsx|tsx|rs)):(?<line>[0-9]+):[0-9]+", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Script();

    [GeneratedRegex(@"^\s*(?<file>[^\s:]+\.(py|go|rb|java|kt|c|cc|cpp|sh)):(?<line>[0-9]+):?(\s|$)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Plain();
}
