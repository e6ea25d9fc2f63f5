namespace Apex.Benchmarks;

/// <summary>W1 and W2: no-op categories, Apex and xargs in turn.</summary>
internal static class BesideXargs
{
    /// <summary>Milliseconds an item of one round.</summary>
    private readonly record struct Sample(double Command, double Execution, double Xargs, double SiloCpu, double RunnerCpu, double CommandsCpu, double XargsCpu);

    /// <summary>A silo that has run fewer is still being compiled.</summary>
    private const int WarmAfter = 4_000;

    /// <summary>Apex, xargs, Apex, xargs …; the first rounds warm up.</summary>
    public static async Task<IReadOnlyList<Figure>> MeasureAsync(Layered workload, int rounds)
    {
        await using var bed = await TestBed.StartAsync();
        for (var warmed = 0; warmed < WarmAfter; warmed += workload.Items)
        {
            await RoundAsync(bed, workload);
        }

        var samples = new List<Sample>();
        for (var round = 1; round <= rounds; round++)
        {
            samples.Add(await RoundAsync(bed, workload));
            await Console.Error.WriteLineAsync($"{workload.Name} {round}/{rounds}: execution {samples[^1].Execution:F2}, xargs {samples[^1].Xargs:F2} ms an item");
        }

        var (name, key) = ($"{workload.Name}, {workload.Items}", workload.Name[..2]);
        Figure New(string figure, Func<Sample, double> value, string? compared = null) => new(name, figure, [.. samples.Select(value)], compared is null ? null : $"{key} {compared}");
        return
        [
            New("execution (duration_ms), ms an item", sample => sample.Execution),
            New("`apex run`, start to exit, ms an item", sample => sample.Command),
            New("xargs, ms an item", sample => sample.Xargs),
            New("**ratio** execution / xargs", sample => sample.Execution / sample.Xargs, "elapsed"),
            New("**ratio** `apex run` / xargs", sample => sample.Command / sample.Xargs),
            New("processor time: silo, ms an item", sample => sample.SiloCpu),
            New("processor time: runner, ms an item", sample => sample.RunnerCpu),
            New("processor time: the commands, ms an item", sample => sample.CommandsCpu),
            New("processor time: xargs and commands, ms an item", sample => sample.XargsCpu),
            New("**ratio** of processor time", sample => (sample.SiloCpu + sample.RunnerCpu + sample.CommandsCpu) / sample.XargsCpu, "processor"),
        ];
    }

    private static async Task<Sample> RoundAsync(TestBed bed, Layered workload)
    {
        var (silo, runner, commands) = (CpuTime.Own(bed.SiloPid), CpuTime.Own(bed.RunnerPid), CpuTime.Children(bed.RunnerPid));
        var (command, execution) = await bed.RunAsync(workload.ToYaml(), workload.Items);
        (silo, runner, commands) = (CpuTime.Own(bed.SiloPid) - silo, CpuTime.Own(bed.RunnerPid) - runner, CpuTime.Children(bed.RunnerPid) - commands);

        var before = CpuTime.Children(Environment.ProcessId);
        var xargs = await bed.XargsAsync(workload.Items);
        var xargsCpu = Math.Max(CpuTime.TickMs, CpuTime.Children(Environment.ProcessId) - before);
        double n = workload.Items;
        return new Sample(command.TotalMilliseconds / n, execution.TotalMilliseconds / n, xargs.TotalMilliseconds / n, silo / n, runner / n, commands / n, xargsCpu / n);
    }
}
