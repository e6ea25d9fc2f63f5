using System.Globalization;

namespace Apex.Benchmarks;

/// <param name="Categories">Categories of the flat workload.</param>
/// <param name="Rounds">Measured rounds; one more warms up.</param>
internal sealed record BenchmarkOptions(int Categories, int Rounds)
{
    public const string Usage = "usage: run.sh [--categories N] [--rounds N]   (N from 1; default 1000 categories, 5 rounds)";

    /// <returns>Null if the arguments make no sense.</returns>
    public static BenchmarkOptions? Parse(string[] args)
    {
        var options = new BenchmarkOptions(1_000, 5);
        for (var i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length || !int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var value) || value < 1)
            {
                return null;
            }

            switch (args[i])
            {
                case "--categories":
                    options = options with { Categories = value };
                    break;
                case "--rounds":
                    options = options with { Rounds = value };
                    break;
                default:
                    return null;
            }
        }

        return options;
    }
}
