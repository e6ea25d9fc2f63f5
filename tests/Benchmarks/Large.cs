using System.Globalization;

namespace Apex.Benchmarks;

/// <summary>W9: one execution of 1 000, 10 000 and 100 000 categories: what a category costs, the silo's memory, and how long a question takes meanwhile.</summary>
internal static class Large
{
    private static readonly TimeSpan BetweenQuestions = TimeSpan.FromSeconds(2);

    public static async Task<IReadOnlyList<Figure>> MeasureAsync()
    {
        await using var bed = await TestBed.StartAsync();
        var figures = new List<Figure>();
        var small = 0.0;
        await OneAsync(bed, 1_000); // warms up
        foreach (var categories in (int[])[1_000, 10_000, 100_000])
        {
            var (each, cpu, status) = await OneAsync(bed, categories);
            small = small == 0 ? cpu : small;
            var name = $"W9 large, {categories}";
            figures.Add(new Figure(name, "execution (duration_ms), ms an item", [each]));
            figures.Add(new Figure(name, "processor time: silo, ms an item", [cpu]));
            figures.Add(new Figure(name, "**ratio** of the silo's processor time to that at 1 000", [cpu / small]));
            figures.Add(new Figure(name, "most memory of the silo so far, MiB", [PeakMb(bed.SiloPid)]));
            if (status.Count > 0)
            {
                figures.Add(new Figure(name, "`apex status` meanwhile, ms", status));
            }

            await Console.Error.WriteLineAsync($"{name}: {each:F2} ms an item, silo {cpu:F2} ms an item, {PeakMb(bed.SiloPid):F0} MiB, status {(status.Count > 0 ? status.Max() : 0):F0} ms at most");
        }

        return figures;
    }

    private static async Task<(double Each, double Cpu, IReadOnlyList<double> Status)> OneAsync(TestBed bed, int categories)
    {
        var before = CpuTime.Own(bed.SiloPid);
        var run = bed.RunAsync(new Layered("W9", 1, categories).ToYaml(), categories);
        var status = await AskAsync(bed, run);
        var (_, execution) = await run;
        return (execution.TotalMilliseconds / categories, (CpuTime.Own(bed.SiloPid) - before) / categories, status);
    }

    private static async Task<IReadOnlyList<double>> AskAsync(TestBed bed, Task run)
    {
        var times = new List<double>();
        using var turn = new PeriodicTimer(BetweenQuestions);
        while (await turn.WaitForNextTickAsync() && !run.IsCompleted)
        {
            times.Add((await bed.ApexAsync("status")).Elapsed.TotalMilliseconds);
        }

        return times;
    }

    private static double PeakMb(int pid) => File.ReadLines($"/proc/{pid}/status")
        .Where(static line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
        .Select(static line => double.Parse(line["VmHWM:".Length..^"kB".Length], CultureInfo.InvariantCulture) / 1024)
        .Single();
}
