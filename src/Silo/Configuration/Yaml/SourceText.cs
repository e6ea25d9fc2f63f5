namespace Apex.Configuration.Yaml;

/// <summary>A file's text and its lines, split as the YAML reader counts them.</summary>
internal sealed class SourceText(string path, string text)
{
    private const int LongestShownLine = 400;

    private int[]? _starts;

    public string Path { get; } = path;

    public string Text { get; } = text;

    public Place Start => new(this, 1, 1);

    /// <summary>The line from 1, cut where it is too long to show; null if there is none.</summary>
    public string? Line(int number)
    {
        var starts = _starts ??= LineStarts(Text);
        if (number < 1 || number > starts.Length)
        {
            return null;
        }

        var from = starts[number - 1];
        var to = number < starts.Length ? starts[number] : Text.Length;
        var line = Text.AsSpan(from, Math.Min(to - from, LongestShownLine)).TrimEnd("\r\n\u0085\u2028\u2029");
        return line.ToString();
    }

    /// <summary>Place of a character by its index.</summary>
    public Place At(int index)
    {
        var starts = _starts ??= LineStarts(Text);
        var line = Array.BinarySearch(starts, index);
        line = line >= 0 ? line : ~line - 1;
        return new Place(this, line + 1, index - starts[line] + 1);
    }

    private static int[] LineStarts(string text)
    {
        var starts = new List<int> { 0 };
        for (var at = 0; at < text.Length; at++)
        {
            var isBreak = text[at] is '\n' or '\u0085' or '\u2028' or '\u2029'
                || (text[at] == '\r' && (at + 1 == text.Length || text[at + 1] != '\n'));
            if (isBreak)
            {
                starts.Add(at + 1);
            }
        }

        return [.. starts];
    }
}

/// <summary>Where something stands: line and column from 1.</summary>
internal readonly record struct Place(SourceText? Source, int Line, int Column);
