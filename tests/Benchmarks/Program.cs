using Apex.Benchmarks;

if (BenchmarkOptions.Parse(args) is not { } options)
{
    await Console.Error.WriteLineAsync(BenchmarkOptions.Usage);
    return 2;
}

try
{
    await using var bed = new TestBed();
    await bed.StartAsync();
    var rows = new List<Row>();
    foreach (var workload in Workload.All(options.Categories))
    {
        rows.Add(await Measurement.TakeAsync(bed, workload, options.Rounds));
    }

    await Console.Out.WriteAsync(Table.Render(rows, options));
    return 0;
}
catch (BenchmarkException failure)
{
    await Console.Error.WriteLineAsync($"failed: {failure.Message}");
    return 1;
}
