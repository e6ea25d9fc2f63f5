using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Apex.Configuration.Binding;
using Apex.Configuration.Settings;

namespace Apex.Configuration.Schema;

/// <summary>The JSON Schema (draft 7) of a configuration, from the declarations that the binder reads by: for editors and other tools.</summary>
/// <remarks>It knows what one value alone can show; references, cycles and sums are for <c>apex validate</c>.</remarks>
internal static class SchemaWriter
{
    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Text()
    {
        var definitions = new JsonObject();
        var root = Record(RecordShape.Of(typeof(ApexConfiguration)), definitions);
        var schema = new JsonObject
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#",
            ["title"] = "Apex configuration (apex.yaml)",
        };
        foreach (var (key, value) in root.ToList())
        {
            root.Remove(key);
            schema[key] = value;
        }

        schema["definitions"] = definitions;
        return schema.ToJsonString(Layout) + "\n";
    }

    private static JsonObject Record(RecordShape shape, JsonObject definitions)
    {
        var schema = new JsonObject { ["type"] = "object" };
        var properties = new JsonObject();
        foreach (var field in shape.Fields)
        {
            properties[field.Name] = Field(field, definitions);
        }

        schema["properties"] = properties;
        schema["patternProperties"] = new JsonObject { ["^x-"] = new JsonObject() };
        schema["additionalProperties"] = false;
        if (shape.Fields.Any(static field => field.Field.Required))
        {
            schema["required"] = new JsonArray([.. shape.Fields.Where(static field => field.Field.Required).Select(static field => (JsonNode)field.Name)]);
        }

        return schema;
    }

    private static JsonObject Field(FieldShape field, JsonObject definitions)
    {
        var value = Value(field, definitions);
        if (field.IsOptional || (field.ElementType is not null && !field.Field.Required))
        {
            value = Optional(value);
        }

        var unit = field.Field.Unit is { } text ? $" Unit: {text}." : "";
        var described = new JsonObject { ["description"] = field.Field.Meaning + unit + Default(field) };
        foreach (var (key, part) in value.ToList())
        {
            value.Remove(key);
            described[key] = part;
        }

        return described;
    }

    private static JsonObject Value(FieldShape field, JsonObject definitions)
    {
        var inner = field.ElementType ?? field.ValueType;
        return field switch
        {
            { ElementType: not null } when inner == typeof(EnvValue) => SchemaValues.Variables(),
            { IsList: true } when RecordShape.IsRecord(inner) => new JsonObject { ["type"] = "array", ["items"] = Reference(inner, definitions) },
            { IsList: true } => new JsonObject { ["type"] = "array", ["items"] = SchemaValues.Text(field) },
            { ElementType: not null } => Map(field, inner, definitions),
            _ when RecordShape.IsRecord(inner) => new JsonObject { ["allOf"] = new JsonArray(Reference(inner, definitions)) },
            _ when inner == typeof(CommandSetting) => SchemaValues.Command(),
            _ when inner == typeof(FreeMap) => new JsonObject { ["type"] = "object" },
            _ => SchemaValues.Scalar(field),
        };
    }

    private static JsonObject Map(FieldShape field, Type inner, JsonObject definitions) => new()
    {
        ["type"] = "object",
        ["patternProperties"] = new JsonObject
        {
            [NamePatterns.ForSchema(field.Field.Pattern)!] = new JsonObject { ["anyOf"] = new JsonArray(Reference(inner, definitions), new JsonObject { ["type"] = "null" }) },
            ["^x-"] = new JsonObject(),
        },
        ["additionalProperties"] = false,
    };

    /// <summary>Each record is written once, under the name of its type.</summary>
    private static JsonObject Reference(Type type, JsonObject definitions)
    {
        var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(type.Name.Replace("Settings", "", StringComparison.Ordinal));
        if (!definitions.ContainsKey(name))
        {
            definitions[name] = new JsonObject(); // its own fields may refer to it
            definitions[name] = Record(RecordShape.Of(type), definitions);
        }

        return new JsonObject { ["$ref"] = $"#/definitions/{name}" };
    }

    /// <summary>An explicit null says "none".</summary>
    private static JsonObject Optional(JsonObject value)
    {
        if (value["type"] is JsonValue type && value["enum"] is null)
        {
            value["type"] = new JsonArray(type.GetValue<string>(), "null");
            return value;
        }

        return new JsonObject { ["anyOf"] = new JsonArray(value, new JsonObject { ["type"] = "null" }) };
    }

    private static string Default(FieldShape field) =>
        FieldCatalog.Default(field) is var text && text is "none" or "see below" ? "" : text == "required" ? " Required." : $" Default: {text}.";
}
