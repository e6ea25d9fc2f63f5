using System.Text.Json.Serialization;

namespace Apex.Categories;

/// <summary>Names one start of a category's command, everywhere and for ever: <c>execution/layer/category#n</c>.</summary>
/// <param name="Execution">Execution id.</param>
/// <param name="Layer">Layer id.</param>
/// <param name="Category">Category name.</param>
/// <param name="Number">Attempt number, from 1.</param>
[GenerateSerializer, Immutable, Alias("apex.AttemptId")]
public readonly record struct AttemptId(
    [property: Id(0)] string Execution,
    [property: Id(1)] string Layer,
    [property: Id(2)] string Category,
    [property: Id(3)] int Number)
{
    /// <summary>Key of the category grain that owns this attempt.</summary>
    [JsonIgnore]
    public string CategoryKey => ApexKeys.Category(Execution, Layer, Category);

    /// <inheritdoc/>
    public override string ToString() => $"{Execution}/{Layer}/{Category}#{Number}";

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">The text is not an attempt id.</exception>
    public static AttemptId Parse(string text)
    {
        var hash = text.LastIndexOf('#');
        if (hash < 0 || !int.TryParse(text.AsSpan(hash + 1), out var number) || number < 1)
        {
            throw new FormatException($"'{text}' is not an attempt id: expected execution/layer/category#number");
        }

        var (execution, layer, category) = ApexKeys.SplitCategory(text[..hash]);
        return new AttemptId(execution, layer, category, number);
    }
}
