using System.Globalization;
using System.Text;

namespace Apex.Benchmarks;

/// <summary>W3: sixty sleeps of skewed length, four at a time, shuffled by five seeds: how long all of them take, against what no order can beat.</summary>
internal static class Skewed
{
    private const int Slots = 4;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync()
    {
        await using var bed = await TestBed.StartAsync(Slots);
        var (without, with) = (new List<double>(), new List<double>());
        for (var seed = 1; seed <= 5; seed++)
        {
            var lengths = Enumerable.Range(0, 60).Select(static i => 0.2 + (4 * Math.Pow(0.92, i))).ToArray();
            new Random(seed).Shuffle(lengths);
            var bound = Math.Max(lengths.Max(), lengths.Sum() / Slots);
            var yaml = Yaml(seed, lengths); // a project of its own: its first run has no history, its second one has
            without.Add((await bed.RunAsync(yaml, lengths.Length)).Execution.TotalSeconds / bound);
            with.Add((await bed.RunAsync(yaml, lengths.Length)).Execution.TotalSeconds / bound);
            await Console.Error.WriteLineAsync($"W3 seed {seed}: {without[^1]:F3} without history, {with[^1]:F3} with it");
        }

        return
        [
            new("W3 skewed, 60", "**ratio** makespan / bound, without history", without),
            new("W3 skewed, 60", "**ratio** makespan / bound, with history", with),
        ];
    }

    private static string Yaml(int seed, double[] lengths)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"version: 1\nproject: skewed-{seed}\nlayers:\n  only:\n    max_duration_minutes: 60\n    resource_limits: {{ max_parallel_instances: {Slots} }}\n    categories:\n");
        for (var i = 0; i < lengths.Length; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"      - {{ name: c{i:D2}, command: [sleep, \"{lengths[i]:F3}\"] }}\n");
        }

        return text.ToString();
    }
}
