using System.Globalization;
using System.Text;

namespace Apex.Benchmarks;

/// <summary>One table: milliseconds an item, and ratios of the same round.</summary>
internal static class Table
{
    public static string Render(IReadOnlyList<Row> rows, BenchmarkOptions options)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"`true`, {TestBed.Slots} at a time, {Environment.ProcessorCount} cores, {options.Rounds} rounds after a warm-up, Apex and xargs in turn; milliseconds an item\n\n");
        text.Append(Line("workload", "items", "figure", "min", "median", "max")).Append(Line("---", "---:", "---", "---:", "---:", "---:"));
        foreach (var row in rows)
        {
            Add("execution (duration_ms)", sample => sample.Execution);
            Add("`apex run`, start to exit", sample => sample.Command);
            Add("xargs", sample => sample.Xargs);
            Add("**ratio** execution / xargs", sample => sample.Execution / sample.Xargs);
            Add("**ratio** `apex run` / xargs", sample => sample.Command / sample.Xargs);
            Add("processor time: silo", sample => sample.SiloCpu);
            Add("processor time: runner", sample => sample.RunnerCpu);
            Add("processor time: the commands", sample => sample.CommandsCpu);
            Add("processor time: xargs and its commands", sample => sample.XargsCpu);
            Add("**ratio** of processor time", sample => (sample.SiloCpu + sample.RunnerCpu + sample.CommandsCpu) / sample.XargsCpu);

            void Add(string figure, Func<Sample, double> value)
            {
                var sorted = row.Samples.Select(value).Order().ToList();
                text.Append(Line(row.Workload.Name, $"{row.Workload.Items}", figure, Number(sorted[0]), Number(Median(sorted)), Number(sorted[^1])));
            }
        }

        return text.ToString();
    }

    private static double Median(List<double> sorted) => (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;

    private static string Number(double value) => value.ToString("F2", CultureInfo.InvariantCulture);

    private static string Line(string workload, string items, string figure, string min, string median, string max) =>
        $"| {workload,-9} | {items,5} | {figure,-38} | {min,6} | {median,6} | {max,6} |\n";
}
