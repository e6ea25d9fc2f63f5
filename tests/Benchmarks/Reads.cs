using System.Diagnostics;

namespace Apex.Benchmarks;

/// <summary>W7: summaries of two hundred executions, asked for by sixty-four callers at once through one Orleans client.</summary>
internal static class Reads
{
    private const int Executions = 200;
    private const int Callers = 64;
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(3);

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(int rounds)
    {
        await using var bed = await TestBed.StartAsync();
        await using var region = await bed.ConnectAsync();
        var yaml = new Layered("W7", 1, 1).ToYaml();
        var ids = new List<string>();
        for (var i = 0; i < Executions; i++)
        {
            ids.Add((await region.StartAsync(bed.Project, yaml)).Id);
        }

        await Task.WhenAll(ids.Select(region.EndAsync));
        await RoundAsync(region, ids);
        var (perSecond, slowest) = (new List<double>(), new List<double>());
        for (var round = 1; round <= rounds; round++)
        {
            var (reads, p99) = await RoundAsync(region, ids);
            perSecond.Add(reads);
            slowest.Add(p99);
            await Console.Error.WriteLineAsync($"W7 {round}/{rounds}: {reads:F0} a second, p99 {p99:F1} ms");
        }

        return [new("W7 reads, 200", "summaries a second", perSecond), new("W7 reads, 200", "p99, ms", slowest)];
    }

    private static async Task<(double PerSecond, double P99)> RoundAsync(Region region, List<string> ids)
    {
        var begun = Stopwatch.GetTimestamp();
        var times = await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => CallAsync(region, ids, caller, begun)));
        var elapsed = Stopwatch.GetElapsedTime(begun);
        return (times.Sum(static mine => mine.Count) / elapsed.TotalSeconds, new Figure("", "", [.. times.SelectMany(static mine => mine)]).At(0.99));
    }

    private static async Task<List<double>> CallAsync(Region region, List<string> ids, int next, long begun)
    {
        var times = new List<double>();
        while (Stopwatch.GetElapsedTime(begun) < Time)
        {
            var asked = Stopwatch.GetTimestamp();
            await region.OutlineAsync(ids[next++ % ids.Count]);
            times.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
        }

        return times;
    }
}
