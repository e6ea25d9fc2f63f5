using System.Text;
using System.Text.RegularExpressions;

namespace Apex.Output;

/// <summary>How figures, times and texts from outside are written for people.</summary>
internal static partial class Wording
{
    public static string Duration(TimeSpan span) => span switch
    {
        { Ticks: < 0 } => "0 ms",
        { TotalMilliseconds: < 999.5 } => $"{span.TotalMilliseconds:0} ms",
        { TotalSeconds: < 59.95 } => $"{span.TotalSeconds:0.0} s",
        _ => Long(TimeSpan.FromSeconds(Math.Round(span.TotalSeconds))),
    };

    public static string Duration(DateTimeOffset? start, DateTimeOffset? end) => start is { } from && end is { } to ? Duration(to - from) : "";

    /// <summary>A limit that somebody wrote down, shortly: <c>90 min</c>, <c>90 s</c>.</summary>
    public static string Limit(long milliseconds) => milliseconds switch
    {
        < 1000 => $"{milliseconds} ms",
        < 120_000 when milliseconds % 60_000 != 0 => $"{milliseconds / 1000.0:0.###} s",
        _ when milliseconds % 60_000 == 0 => $"{milliseconds / 60_000} min",
        _ => Duration(TimeSpan.FromMilliseconds(milliseconds)),
    };

    public static string Bytes(long bytes) => bytes switch
    {
        < 1024 => $"{bytes} B",
        < 1024 * 1024 => $"{bytes / 1024.0:0.#} KiB",
        < 1024 * 1024 * 1024 => $"{bytes / 1048576.0:0.#} MiB",
        _ => $"{bytes / 1073741824.0:0.#} GiB",
    };

    public static string Count(int number, string one, string many) => $"{number} {(number == 1 ? one : many)}";

    /// <summary>For example <c>48 tests: 46 passed, 2 failed</c>; only <c>48 tests</c> when all passed.</summary>
    public static string Tests(TestCounts counts)
    {
        var all = Count(counts.Total, "test", "tests");
        if (counts.Passed == counts.Total && counts.Flaky == 0)
        {
            return all;
        }

        var parts = new List<string> { $"{counts.Passed} passed" };
        Add(parts, counts.Failed, "failed");
        Add(parts, counts.Skipped, "skipped");
        Add(parts, counts.Flaky, "flaky");
        return $"{all}: {string.Join(", ", parts)}";
    }

    /// <summary>Removes escape sequences and control characters: names and messages of tests must not drive the terminal. Line ends and tabs stay when asked for.</summary>
    public static string Clean(string text, bool keepLines = false)
    {
        if (!text.AsSpan().ContainsAnyInRange('\0', '\x1F') && !text.AsSpan().ContainsAnyInRange('\x7F', '\x9F'))
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        foreach (var c in EscapeSequence().Replace(text, ""))
        {
            if (!char.IsControl(c) || (keepLines && c is '\n' or '\t'))
            {
                clean.Append(c);
            }
            else if (c is '\n' or '\t')
            {
                clean.Append(' ');
            }
        }

        return clean.ToString();
    }

    public static string FirstLine(string text)
    {
        foreach (var line in text.Split('\n'))
        {
            var clean = Clean(line).Trim();
            if (clean.Length > 0)
            {
                return clean;
            }
        }

        return "";
    }

    public static string Shorten(string text, int length) => text.Length <= length ? text : $"{text.AsSpan(0, length - 1).TrimEnd()}…";

    private static string Long(TimeSpan seconds) => seconds.TotalHours < 1
        ? $"{(int)seconds.TotalMinutes} min {seconds.Seconds:00} s"
        : $"{(int)seconds.TotalHours} h {seconds.Minutes:00} min";

    private static void Add(List<string> parts, int number, string what)
    {
        if (number > 0)
        {
            parts.Add($"{number} {what}");
        }
    }

    // CSI (colours, cursor) and OSC (titles, links), as terminals understand them.
    [GeneratedRegex(@"\x1B(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1B]*(\x07|\x1B\\))", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex EscapeSequence();
}
