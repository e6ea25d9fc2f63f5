using System.Globalization;
using System.Text;

namespace Apex.Benchmarks;

/// <summary>One table; each ratio is of one round.</summary>
internal static class Table
{
    public static string Render(IEnumerable<Figure> figures)
    {
        var text = new StringBuilder(Line("workload", "figure", "min", "median", "max")).Append(Line("---", "---", "---:", "---:", "---:"));
        foreach (var figure in figures)
        {
            text.Append(Line(figure.Workload, figure.Name, Number(figure.At(0)), Number(figure.Median), Number(figure.At(1))));
        }

        return text.ToString();
    }

    private static string Number(double value) => value.ToString(value < 100 ? "F2" : "F0", CultureInfo.InvariantCulture);

    private static string Line(string workload, string figure, string min, string median, string max) =>
        $"| {workload,-20} | {figure,-55} | {min,7} | {median,7} | {max,7} |\n";
}
