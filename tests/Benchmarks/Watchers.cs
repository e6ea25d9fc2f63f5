namespace Apex.Benchmarks;

/// <summary>W8: how long after a transition its event is with a hundred and with a thousand watchers, at about fifty events a second.</summary>
internal static class Watchers
{
    private const int Categories = 60;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync()
    {
        var figures = new List<Figure>();
        await using var bed = await TestBed.StartAsync();
        foreach (var watchers in (int[])[100, 1_000])
        {
            await using var region = await bed.ConnectAsync();
            // Two at a time, five events each, 200 ms: fifty a second.
            var yaml = new Layered("W8", 1, Categories).ToYaml().Replace("[\"true\"]", "[sleep, \"0.2\"]", StringComparison.Ordinal);
            var (id, _) = await region.StartAsync(bed.Project, yaml);
            var lags = await Task.WhenAll(Enumerable.Range(0, watchers).Select(_ => LagsAsync(region, id)));
            var all = new Figure("", "", [.. lags.SelectMany(static lag => lag)]);
            figures.Add(new Figure($"W8 watchers, {watchers}", "event lag, p95, ms", [all.At(0.95)]));
            await Console.Error.WriteLineAsync($"W8 {watchers} watchers: median {all.Median:F0}, p95 {all.At(0.95):F0} ms");
        }

        return figures;
    }

    /// <summary>Of the second half: in the first one the watchers still come.</summary>
    private static async Task<IReadOnlyList<double>> LagsAsync(Region region, string id)
    {
        var lags = new List<double>();
        await foreach (var next in region.WatchAsync(id))
        {
            lags.Add((TimeProvider.System.GetUtcNow() - next.Timestamp).TotalMilliseconds);
        }

        return lags[(lags.Count / 2)..];
    }
}
