namespace Apex.Benchmarks;

/// <summary>What was measured: one sample a round.</summary>
/// <param name="Workload">Workload and its size.</param>
/// <param name="Name">What it is, with its unit.</param>
/// <param name="Samples">One a round, at least one.</param>
/// <param name="Key">Name in the file of recorded ratios; null if it is not compared.</param>
internal sealed record Figure(string Workload, string Name, IReadOnlyList<double> Samples, string? Key = null)
{
    public double Median => At(0.5);

    /// <summary>The sample below which this part of all lies.</summary>
    public double At(double part)
    {
        var sorted = Samples.Order().ToList();
        var place = part * (sorted.Count - 1);
        var (low, high) = (sorted[(int)Math.Floor(place)], sorted[(int)Math.Ceiling(place)]);
        return (low + high) / 2;
    }
}
