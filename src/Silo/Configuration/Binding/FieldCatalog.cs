using System.Collections;
using System.Text;
using System.Text.Json;
using Apex.Configuration.Settings;

namespace Apex.Configuration.Binding;

/// <summary>Every field with its path, from the declarations: what the table in config/README.md and the schema are made of.</summary>
internal static class FieldCatalog
{
    public static IReadOnlyList<CatalogField> All { get; } = [.. Below(RecordShape.Of(typeof(ApexConfiguration)), "")];

    /// <summary>The table field → default → meaning as Markdown.</summary>
    public static string Table()
    {
        var table = new StringBuilder("| field | takes | default | meaning |\n|---|---|---|---|\n");
        foreach (var (path, field) in All)
        {
            table.Append("| `").Append(path).Append("` | ").Append(field.Expected).Append(" | ").Append(Default(field)).Append(" | ").Append(Escaped(field.Field.Meaning)).Append(" |\n");
        }

        return table.ToString();
    }

    private static IEnumerable<CatalogField> Below(RecordShape shape, string prefix)
    {
        foreach (var field in shape.Fields)
        {
            var path = prefix + field.Name;
            yield return new CatalogField(path, field);
            var inner = field.ElementType ?? field.ValueType;
            // An override has the fields of the layer that it stands in.
            if (field.Name == "environment_overrides" || !RecordShape.IsRecord(inner))
            {
                continue;
            }

            var next = field switch { { IsList: true } => $"{path}[].", { ElementType: not null } => $"{path}.<id>.", _ => $"{path}." };
            foreach (var below in Below(RecordShape.Of(inner), next))
            {
                yield return below;
            }
        }
    }

    public static string Default(FieldShape field) => field switch
    {
        { Field.DefaultText: { } text } => text,
        { Field.Required: true } => "required",
        { Default: null } => "none",
        { Default: bool flag } => flag ? "true" : "false",
        { Default: Enum word } => JsonNamingPolicy.SnakeCaseLower.ConvertName(word.ToString()),
        { Default: double number } => Expectation.Number(number),
        { Default: int or string } => $"{field.Default}",
        { Default: List<string> { Count: > 0 } words } => string.Join(", ", words),
        { Default: IEnumerable } => "none",
        _ => "see below",
    };

    private static string Escaped(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}

/// <param name="Path">For example <c>layers.&lt;id&gt;.categories[].timeout_seconds</c>.</param>
/// <param name="Field">Its declaration.</param>
internal sealed record CatalogField(string Path, FieldShape Field);
