namespace Apex.Benchmarks;

/// <summary>The workloads of the benchmark by name.</summary>
internal static class Workloads
{
    /// <summary>Without W9: one execution of 100 000 categories takes minutes.</summary>
    public static IReadOnlyList<string> Usual { get; } = ["W1", "W2", "W3", "W4", "W5", "W6", "W7", "W8"];

    public static IReadOnlyDictionary<string, Func<BenchmarkOptions, Task<IReadOnlyList<Figure>>>> All { get; } = new SortedDictionary<string, Func<BenchmarkOptions, Task<IReadOnlyList<Figure>>>>(StringComparer.Ordinal)
    {
        ["W1"] = options => BesideXargs.MeasureAsync(new Layered("W1 flat", 1, options.Categories), options.Rounds),
        ["W2"] = options => BesideXargs.MeasureAsync(new Layered("W2 layers", 4, 25), options.Rounds),
        ["W3"] = _ => Skewed.MeasureAsync(),
        ["W4"] = options => Crowd.MeasureAsync(options.Rounds),
        ["W5"] = options => Recovery.MeasureAsync(options.Rounds),
        ["W6"] = options => FirstChild.MeasureAsync(options.Rounds),
        ["W7"] = options => Reads.MeasureAsync(options.Rounds),
        ["W8"] = _ => Watchers.MeasureAsync(),
        ["W9"] = _ => Large.MeasureAsync(),
    };
}
