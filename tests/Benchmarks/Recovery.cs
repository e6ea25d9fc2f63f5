using Apex.Progress;

namespace Apex.Benchmarks;

/// <summary>W5: the silo is killed in the middle of a run; from the start of the next one to the first event after it.</summary>
internal static class Recovery
{
    private const int Categories = 400;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(int rounds)
    {
        var samples = new List<double>();
        for (var round = 1; round <= rounds; round++)
        {
            samples.Add((await RoundAsync()).TotalMilliseconds);
            await Console.Error.WriteLineAsync($"W5 {round}/{rounds}: {samples[^1]:F0} ms");
        }

        return [new($"W5 recovery, {Categories}", "from the restart of the silo to the first event, ms", samples)];
    }

    private static async Task<TimeSpan> RoundAsync()
    {
        await using var bed = await TestBed.StartAsync();
        var yaml = new Layered("W5", 1, Categories).ToYaml().Replace("[\"true\"]", "[sleep, \"0.05\"]", StringComparison.Ordinal);
        string id;
        await using (var region = await bed.ConnectAsync())
        {
            (id, _) = await region.StartAsync(bed.Project, yaml);
            await region.UntilAsync(id, static next => next.Type == EventTypes.CategoryCompleted);
        }

        await bed.KillSiloAsync();
        var restarted = bed.SiloStartedAt();
        await using var again = await bed.ConnectAsync();
        var first = await again.UntilAsync(id, next => next.Timestamp > restarted);
        return first.Timestamp - restarted;
    }
}
