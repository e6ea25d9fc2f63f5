using System.Text.Json.Nodes;
using Apex.Configuration.Binding;

namespace Apex.Configuration.Schema;

/// <summary>Schemas of single values.</summary>
internal static class SchemaValues
{
    public static JsonObject Scalar(FieldShape field) => field.ValueType switch
    {
        var type when type == typeof(int) => Number("integer", field.Field),
        var type when type == typeof(double) => Number("number", field.Field),
        var type when type == typeof(bool) => new JsonObject { ["type"] = "boolean" },
        _ => Text(field),
    };

    /// <summary>A text, one of the field's words, or a name of its pattern.</summary>
    public static JsonObject Text(FieldShape field)
    {
        var schema = new JsonObject { ["type"] = "string" };
        if (field.Words.Count > 0)
        {
            schema["enum"] = new JsonArray([.. field.Words.Select(static word => (JsonNode)word)]);
        }
        else if (NamePatterns.ForSchema(field.Field.Pattern) is { } pattern)
        {
            schema["pattern"] = pattern;
        }
        else
        {
            schema["minLength"] = 1;
        }

        return schema;
    }

    public static JsonObject Command() => new()
    {
        ["anyOf"] = new JsonArray(
            new JsonObject { ["type"] = "string", ["pattern"] = "\\S" },
            new JsonObject { ["type"] = "array", ["minItems"] = 1, ["items"] = Plain() }),
    };

    public static JsonObject Variables() => new()
    {
        ["type"] = "object",
        ["patternProperties"] = new JsonObject
        {
            [NamePatterns.ForSchema(NamePattern.Variable)!] = new JsonObject
            {
                ["anyOf"] = new JsonArray(
                    new JsonObject { ["type"] = new JsonArray("string", "number", "boolean", "null") },
                    new JsonObject
                    {
                        ["type"] = "object",
                        ["properties"] = new JsonObject { ["value"] = Plain(), ["secret"] = new JsonObject { ["type"] = "boolean" } },
                        ["required"] = new JsonArray("value"),
                        ["additionalProperties"] = false,
                    }),
            },
            ["^x-"] = new JsonObject(),
        },
        ["additionalProperties"] = false,
    };

    /// <summary>What is handed on as text may look like a number or a boolean.</summary>
    private static JsonObject Plain() => new() { ["type"] = new JsonArray("string", "number", "boolean") };

    private static JsonObject Number(string type, FieldAttribute field)
    {
        var schema = new JsonObject { ["type"] = type };
        if (!double.IsInfinity(field.Min))
        {
            schema["minimum"] = (decimal)field.Min;
            schema["maximum"] = (decimal)field.Max;
        }

        return schema;
    }
}
