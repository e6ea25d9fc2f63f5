using System.Text.Json;

namespace Apex.Benchmarks;

/// <summary>Ratios as they once were. A change makes the comparison fail when one is twice as bad.</summary>
internal static class Recorded
{
    private const double Worst = 2;

    /// <summary>Medians above twice the recorded ones.</summary>
    /// <exception cref="BenchmarkException">The file records nothing of what was measured: the comparison would say nothing.</exception>
    public static async Task<IReadOnlyList<string>> ExceededAsync(string file, IReadOnlyList<Figure> figures)
    {
        using var document = JsonDocument.Parse(await File.ReadAllTextAsync(file), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
        var recorded = document.RootElement.EnumerateObject().ToDictionary(static one => one.Name, static one => one.Value.GetDouble());
        var compared = figures.Where(figure => figure.Key is { } key && recorded.ContainsKey(key)).ToList();
        return compared.Count == 0
            ? throw new BenchmarkException($"{file} has none of the ratios that were measured")
            : [.. compared.Where(figure => figure.Median > Worst * recorded[figure.Key!]).Select(figure => $"{figure.Key}: {figure.Median:F2}, recorded {recorded[figure.Key!]:F2}")];
    }
}
