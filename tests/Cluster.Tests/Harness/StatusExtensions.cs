using System.Text.Json;

namespace Apex.Cluster.Tests.Harness;

/// <summary>Reads the status document as a consumer of it would.</summary>
internal static class StatusExtensions
{
    public static string Verdict(this JsonElement element) => element.GetProperty("verdict").GetString()!;

    public static string State(this JsonElement element) => element.GetProperty("state").GetString()!;

    public static IEnumerable<JsonElement> Categories(this JsonElement status) =>
        status.GetProperty("layers").EnumerateArray().SelectMany(layer => layer.GetProperty("categories").EnumerateArray());

    public static JsonElement Category(this JsonElement status, string name) => status.Categories().Single(category => category.GetProperty("name").GetString() == name);

    public static JsonElement[] Attempts(this JsonElement category) => [.. category.GetProperty("attempts").EnumerateArray()];
}
