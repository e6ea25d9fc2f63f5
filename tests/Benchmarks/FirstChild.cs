using System.Diagnostics;
using System.Globalization;

namespace Apex.Benchmarks;

/// <summary>W6: from typing <c>apex run</c> to the first command, with a silo and without one; and <c>apex status</c>.</summary>
internal static class FirstChild
{
    public static async Task<IReadOnlyList<Figure>> MeasureAsync(int rounds)
    {
        var (cold, warm, status) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 1; round <= rounds; round++)
        {
            await using var bed = TestBed.Make();
            cold.Add(await FirstAsync(bed));
            await bed.FindSiloAsync();
            await FirstAsync(bed);
            warm.Add(await FirstAsync(bed));
            status.Add((await bed.ApexAsync("status")).Elapsed.TotalMilliseconds);
            await Console.Error.WriteLineAsync($"W6 {round}/{rounds}: cold {cold[^1]:F0}, warm {warm[^1]:F0}, status {status[^1]:F0} ms");
        }

        return
        [
            new("W6 first child", "`apex run` to the first command, no silo, ms", cold),
            new("W6 first child", "`apex run` to the first command, warm, ms", warm),
            new("W6 first child", "`apex status`, warm, ms", status),
        ];
    }

    private static async Task<double> FirstAsync(TestBed bed)
    {
        var stamp = Path.Combine(bed.Project, "stamp");
        File.Delete(stamp);
        await bed.WriteAsync($"version: 1\nproject: first\nlayers: {{only: {{categories: [{{name: one, command: 'date +%s.%N > {stamp}'}}]}}}}\n");
        var begun = TimeProvider.System.GetUtcNow();
        await bed.ApexAsync("run", "--progress", "silent");
        var first = double.Parse(await File.ReadAllTextAsync(stamp), CultureInfo.InvariantCulture);
        return (first * 1000) - (begun - DateTimeOffset.UnixEpoch).TotalMilliseconds;
    }
}
