namespace Apex.Cluster.Tests.Harness;

/// <summary>The shipped example of the original's four layers, on ports that nobody else has.</summary>
internal static class NetraExample
{
    /// <summary>Ports of its services as they are shipped.</summary>
    public static readonly IReadOnlyList<string> Ports = ["15432", "16379", "18000", "18081", "13000"];

    public static string Folder { get; } = Path.Combine(RepositoryFolder.Path, "config", "examples", "netra");

    /// <summary>Its text with other ports, and without the pause between layers.</summary>
    public static async Task<string> ReadAsync(IReadOnlyDictionary<string, int> ports)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Folder, "apex.yaml"), TestContext.Current.CancellationToken);
        return ports.Aggregate(text, static (yaml, port) => yaml.Replace(port.Key, $"{port.Value}", StringComparison.Ordinal))
            .Replace("inter_layer_delay_seconds: 5", "inter_layer_delay_seconds: 0", StringComparison.Ordinal);
    }
}
