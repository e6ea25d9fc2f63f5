namespace Apex.Benchmarks;

/// <summary>Milliseconds an item of one round, of Apex and of what stands beside it.</summary>
internal readonly record struct Sample(double Command, double Execution, double Xargs, double SiloCpu, double RunnerCpu, double CommandsCpu, double XargsCpu);

/// <summary>All rounds of one workload.</summary>
internal sealed record Row(Workload Workload, IReadOnlyList<Sample> Samples);

internal static class Measurement
{
    /// <summary>Apex, xargs, Apex, xargs …; the first of each warms up.</summary>
    public static async Task<Row> TakeAsync(TestBed bed, Workload workload, int rounds)
    {
        await RoundAsync(bed, workload);
        var samples = new List<Sample>();
        for (var round = 1; round <= rounds; round++)
        {
            var sample = await RoundAsync(bed, workload);
            samples.Add(sample);
            await Console.Error.WriteLineAsync($"{workload.Name} {round}/{rounds}: execution {sample.Execution:F2}, xargs {sample.Xargs:F2} ms an item");
        }

        return new Row(workload, samples);
    }

    private static async Task<Sample> RoundAsync(TestBed bed, Workload workload)
    {
        var (silo, runner, commands) = (CpuTime.Own(bed.SiloPid), CpuTime.Own(bed.RunnerPid), CpuTime.Children(bed.RunnerPid));
        var (command, execution) = await bed.RunAsync(workload);
        (silo, runner, commands) = (CpuTime.Own(bed.SiloPid) - silo, CpuTime.Own(bed.RunnerPid) - runner, CpuTime.Children(bed.RunnerPid) - commands);

        var before = CpuTime.Children(Environment.ProcessId);
        var xargs = await bed.XargsAsync(workload.Items);
        var xargsCpu = CpuTime.Children(Environment.ProcessId) - before;
        double n = workload.Items;
        return new Sample(command.TotalMilliseconds / n, execution.TotalMilliseconds / n, xargs.TotalMilliseconds / n, silo / n, runner / n, commands / n, xargsCpu / n);
    }
}
