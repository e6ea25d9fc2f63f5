using System.Text;

namespace Apex.Output;

/// <summary>Columns of plain text. Widths come from the cells; colour is applied after padding, so it never shifts a column.</summary>
internal sealed class TextTable(params IReadOnlyList<string> headers)
{
    private readonly List<Cell[]> _rows = [];

    public void Add(params Cell[] cells) => _rows.Add(cells);

    public IEnumerable<string> Lines(Paint paint, string indent = "")
    {
        var widths = new int[Math.Max(headers.Count, _rows.Select(row => row.Length).DefaultIfEmpty().Max())];
        for (var column = 0; column < widths.Length; column++)
        {
            var header = column < headers.Count ? headers[column].Length : 0;
            widths[column] = _rows.Select(row => column < row.Length ? row[column].Text.Length : 0).Append(header).Max();
        }

        if (headers.Count > 0)
        {
            yield return Line([.. headers.Select(header => new Cell(header, paint.Dim))], widths, indent);
        }

        foreach (var row in _rows)
        {
            yield return Line(row, widths, indent);
        }
    }

    private static string Line(Cell[] cells, int[] widths, string indent)
    {
        var line = new StringBuilder(indent);
        for (var column = 0; column < cells.Length; column++)
        {
            var (text, style) = cells[column];
            line.Append(style is null ? text : style(text));
            if (cells[(column + 1)..].Any(cell => cell.Text.Length > 0))
            {
                line.Append(' ', widths[column] - text.Length + 2);
            }
        }

        return line.ToString();
    }
}

/// <param name="Text">Text without colour.</param>
/// <param name="Style">Colours it; null leaves it plain.</param>
internal readonly record struct Cell(string Text, Func<string, string>? Style = null)
{
    public static implicit operator Cell(string text) => new(text);

    public static Cell FromString(string text) => new(text);
}
