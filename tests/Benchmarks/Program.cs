using Apex.Benchmarks;

const int Tries = 3; // a machine that stalls for a moment is no change for the worse
if (BenchmarkOptions.Parse(args) is not { } options)
{
    await Console.Error.WriteLineAsync(BenchmarkOptions.Usage);
    return 2;
}

try
{
    Console.WriteLine($"{Environment.ProcessorCount} cores, {options.Rounds} rounds after a warm-up\n");
    for (var attempt = 1; ; attempt++)
    {
        var figures = new List<Figure>();
        foreach (var workload in options.Workloads)
        {
            figures.AddRange(await Workloads.All[workload](options));
        }

        Console.Write(Table.Render(figures));
        var exceeded = options.Check is { } file ? await Recorded.ExceededAsync(file, figures) : [];
        if (exceeded.Count == 0)
        {
            return 0;
        }

        await Console.Error.WriteLineAsync($"more than twice the recorded ratio ({attempt} of {Tries}):\n{string.Join('\n', exceeded)}");
        if (attempt == Tries)
        {
            return 1;
        }
    }
}
catch (BenchmarkException failure)
{
    await Console.Error.WriteLineAsync($"failed: {failure.Message}");
    return 1;
}
