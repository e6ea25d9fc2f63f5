using System.Diagnostics;

namespace Apex.Benchmarks;

/// <summary>W4: two hundred executions of ten categories at once, started at fifty a second through one Orleans client.</summary>
internal static class Crowd
{
    private const int Executions = 200;
    private const int Categories = 10;
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(20);

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(int rounds)
    {
        await using var bed = await TestBed.StartAsync();
        await using var region = await bed.ConnectAsync();
        await RoundAsync(bed, region);
        var (perSecond, acknowledged) = (new List<double>(), new List<double>());
        for (var round = 1; round <= rounds; round++)
        {
            var (elapsed, starts) = await RoundAsync(bed, region);
            perSecond.Add(Executions * Categories / elapsed.TotalSeconds);
            acknowledged.AddRange(starts);
            await Console.Error.WriteLineAsync($"W4 {round}/{rounds}: {perSecond[^1]:F0} categories a second, start acknowledged p99 {new Figure("", "", starts).At(0.99):F0} ms");
        }

        var all = new Figure("", "", acknowledged);
        return
        [
            new("W4 crowd, 200 × 10", "categories a second", perSecond),
            new("W4 crowd, 200 × 10", "start acknowledged, ms", acknowledged),
            new("W4 crowd, 200 × 10", "start acknowledged, p99, ms", [all.At(0.99)]),
        ];
    }

    private static async Task<(TimeSpan Elapsed, IReadOnlyList<double> Starts)> RoundAsync(TestBed bed, Region region)
    {
        var yaml = new Layered("W4", 1, Categories).ToYaml();
        var begun = Stopwatch.GetTimestamp();
        using var turn = new PeriodicTimer(Between);
        var runs = new List<Task<double>>();
        for (var i = 0; i < Executions; i++)
        {
            runs.Add(OneAsync(bed, region, yaml));
            await turn.WaitForNextTickAsync();
        }

        var starts = await Task.WhenAll(runs);
        return (Stopwatch.GetElapsedTime(begun), starts);
    }

    private static async Task<double> OneAsync(TestBed bed, Region region, string yaml)
    {
        var (id, acknowledged) = await region.StartAsync(bed.Project, yaml);
        await region.EndAsync(id);
        return acknowledged.TotalMilliseconds;
    }
}
