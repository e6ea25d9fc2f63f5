using System.Globalization;

namespace Apex.Benchmarks;

/// <param name="Workloads">Names of the workloads, in order.</param>
/// <param name="Categories">Categories of W1.</param>
/// <param name="Rounds">Measured rounds; one more warms up.</param>
/// <param name="Check">File of recorded ratios that must not be exceeded twofold; null to compare nothing.</param>
internal sealed record BenchmarkOptions(IReadOnlyList<string> Workloads, int Categories, int Rounds, string? Check)
{
    public static readonly string Usage = $"""
        usage: run.sh [--workloads W1,W4] [--categories N] [--rounds N] [--check FILE]
          --workloads   which, of {string.Join(' ', Benchmarks.Workloads.All.Keys)}; default {string.Join(',', Benchmarks.Workloads.Usual)}
          --categories  categories of W1, from 1; default 1000
          --rounds      measured rounds after a warm-up, from 1; default 5
          --check       a file of recorded ratios: exit code 1 if one is exceeded twofold, three times in turn
        """;

    /// <returns>Null if the arguments make no sense.</returns>
    public static BenchmarkOptions? Parse(string[] args)
    {
        var options = new BenchmarkOptions(Benchmarks.Workloads.Usual, 1_000, 5, null);
        for (var i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length || With(options, args[i], args[i + 1]) is not { } next)
            {
                return null;
            }

            options = next;
        }

        return options;
    }

    private static BenchmarkOptions? With(BenchmarkOptions options, string name, string text)
    {
        int? number = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= 1 ? value : null;
        return name switch
        {
            "--categories" when number is { } categories => options with { Categories = categories },
            "--rounds" when number is { } rounds => options with { Rounds = rounds },
            "--check" => options with { Check = text },
            "--workloads" when text.Split(',') is var names && names.All(Benchmarks.Workloads.All.ContainsKey) => options with { Workloads = names },
            _ => null,
        };
    }
}
