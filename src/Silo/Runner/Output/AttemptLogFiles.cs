using System.Globalization;

namespace Apex.Runner;

/// <summary>Names of an attempt's log files: <c>log</c> holds the head, <c>log.tail.OFFSET</c> one segment of the tail each, <c>log.times</c> time stamps.</summary>
internal static class AttemptLogFiles
{
    private const string TailPrefix = "log.tail.";

    public static string Head(string folder) => Path.Combine(folder, "log");

    public static string Times(string folder) => Path.Combine(folder, "log.times");

    public static string Tail(string folder, long offset) => Path.Combine(folder, TailPrefix + offset.ToString("D20", CultureInfo.InvariantCulture));

    /// <summary>Segments of the tail: offset in the whole log, and file.</summary>
    public static IReadOnlyList<(long Offset, string Path)> Tails(string folder)
    {
        try
        {
            return [.. Directory.GetFiles(folder, TailPrefix + "*")
                .Select(path => (long.Parse(Path.GetFileName(path.AsSpan())[TailPrefix.Length..], CultureInfo.InvariantCulture), path))
                .OrderBy(segment => segment.Item1)];
        }
        catch (DirectoryNotFoundException)
        {
            return []; // not started yet; or it was silent, and its folder is another's
        }
    }
}
