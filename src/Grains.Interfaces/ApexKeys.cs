namespace Apex;

/// <summary>Builds and splits the grain keys: <c>execution</c>, <c>execution/layer</c>, <c>execution/layer/category</c>.</summary>
public static class ApexKeys
{
    /// <summary>Key of a layer grain.</summary>
    public static string Layer(string execution, string layer) => $"{execution}/{layer}";

    /// <summary>Key of a category grain.</summary>
    public static string Category(string execution, string layer, string category) => $"{execution}/{layer}/{category}";

    /// <summary>Splits a layer's key.</summary>
    /// <exception cref="FormatException">The key has not exactly two parts.</exception>
    public static (string Execution, string Layer) SplitLayer(string key) =>
        key.Split('/') is [var execution, var layer]
            ? (execution, layer)
            : throw new FormatException($"'{key}' is not a layer key: expected execution/layer");

    /// <summary>Splits a category's key.</summary>
    /// <exception cref="FormatException">The key has not exactly three parts.</exception>
    public static (string Execution, string Layer, string Category) SplitCategory(string key) =>
        key.Split('/') is [var execution, var layer, var category]
            ? (execution, layer, category)
            : throw new FormatException($"'{key}' is not a category key: expected execution/layer/category");
}
