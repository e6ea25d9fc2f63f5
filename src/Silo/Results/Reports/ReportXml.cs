using System.Globalization;
using System.Text;
using System.Xml;

namespace Apex.Results.Reports;

/// <summary>How reports are opened and their texts are read: streaming, bounded, no DTD, forgiving of control characters.</summary>
internal static class ReportXml
{
    public const int LongestName = 500;
    public const int LongestMessage = 1000;
    public const int LongestTrace = 8000;

    private const double LongestSeconds = 1e7;

    /// <summary>A report larger than this is refused; it bounds the memory of a single attribute too.</summary>
    public const long MaxCharacters = 128L * 1024 * 1024;

    public static XmlReader Open(Stream stream) => XmlReader.Create(stream, new XmlReaderSettings
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = MaxCharacters,
        CheckCharacters = false,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        CloseInput = false,
    });

    /// <summary>Text of the element that the reader stands on, at most <paramref name="longest"/> characters; leaves it on the element's end.</summary>
    public static string Text(XmlReader reader, int longest)
    {
        if (reader.IsEmptyElement)
        {
            return "";
        }

        var text = new StringBuilder();
        var depth = reader.Depth;
        var buffer = new char[1024];
        while (reader.Read() && reader.Depth > depth)
        {
            if (reader.NodeType is not (XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace))
            {
                continue;
            }

            int read;
            while (text.Length < longest && (read = reader.ReadValueChunk(buffer, 0, Math.Min(buffer.Length, longest - text.Length))) > 0)
            {
                text.Append(buffer, 0, read);
            }
        }

        return Clean(text.ToString(), longest);
    }

    public static string? Attribute(XmlReader reader, string name, int longest) =>
        reader.GetAttribute(name) is { Length: > 0 } value ? Clean(value, longest) : null;

    /// <summary>Seconds as tools write them, with or without thousands separators, as milliseconds; null for anything odd.</summary>
    public static double? Seconds(string? text) =>
        double.TryParse(text, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and < LongestSeconds
            ? Math.Round(seconds * 1000, 3)
            : null;

    /// <summary>Without colour codes, control characters and halves of surrogate pairs.</summary>
    public static string Clean(string text, int longest)
    {
        var clean = new StringBuilder(Math.Min(text.Length, longest));
        for (var at = 0; at < text.Length && clean.Length < longest; at++)
        {
            var current = text[at];
            if (current == '\x1b')
            {
                at = EndOfEscape(text, at);
            }
            else if (char.IsHighSurrogate(current) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]) && clean.Length + 2 <= longest)
            {
                clean.Append(current).Append(text[++at]);
            }
            else if (!char.IsSurrogate(current) && (!char.IsControl(current) || current is '\n' or '\t'))
            {
                clean.Append(current);
            }
        }

        return clean.ToString().Trim();
    }

    /// <summary>Index of the last character of a terminal escape: ESC [ … letter, else ESC alone.</summary>
    private static int EndOfEscape(string text, int at)
    {
        if (at + 1 >= text.Length || text[at + 1] != '[')
        {
            return at;
        }

        var end = at + 2;
        while (end < text.Length && text[end] is >= ' ' and <= '?')
        {
            end++;
        }

        return Math.Min(end, text.Length - 1);
    }
}
