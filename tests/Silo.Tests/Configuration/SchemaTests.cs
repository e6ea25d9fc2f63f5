using System.Text.Json.Nodes;
using Apex.Configuration.Binding;
using Apex.Configuration.Schema;

namespace Apex.Silo.Tests.Configuration;

/// <summary>config/schema/apex.schema.json against the declared fields. That it validates what it must is tested with a real checker in Cluster.Tests.</summary>
public sealed class SchemaTests
{
    [Fact]
    public void Schema_InTheRepository_IsTheDeclaredFields()
    {
        var path = Path.Combine(RepositoryFolder.Path, "config", "schema", "apex.schema.json");
        if (Environment.GetEnvironmentVariable("APEX_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, SchemaWriter.Text());
        }

        File.ReadAllText(path).ShouldBe(SchemaWriter.Text(), "run the tests with APEX_UPDATE_GOLDEN=1 to write the schema anew");
    }

    [Fact]
    public void Schema_OfEveryField_HasItWithItsMeaning()
    {
        var schema = JsonNode.Parse(SchemaWriter.Text())!.AsObject();

        foreach (var (path, field) in FieldCatalog.All)
        {
            var node = path.Split('.').Aggregate<string, JsonNode?>(schema, (at, step) => Step(schema, at, step));
            node.ShouldNotBeNull(path)["description"]!.GetValue<string>().ShouldStartWith(field.Field.Meaning, customMessage: path);
        }
    }

    private static JsonNode? Step(JsonObject schema, JsonNode? at, string step)
    {
        if (step == "<id>")
        {
            return Resolve(schema, (Alternatives(at).Select(static node => node["patternProperties"]).First(static map => map is not null)!.AsObject().First().Value)!);
        }

        var name = step.Replace("[]", "", StringComparison.Ordinal);
        var property = Alternatives(Resolve(schema, at!)).Select(node => node["properties"]?[name]).First(static found => found is not null)!;
        return step.EndsWith("[]", StringComparison.Ordinal) ? Resolve(schema, Alternatives(property).Select(static node => node["items"]).First(static items => items is not null)!) : property;
    }

    private static JsonNode Resolve(JsonObject schema, JsonNode node) =>
        Alternatives(node).Select(static one => one["$ref"]?.GetValue<string>()).FirstOrDefault(static found => found is not null) is { } reference
            ? schema["definitions"]![reference["#/definitions/".Length..]]!
            : node;

    private static IEnumerable<JsonNode> Alternatives(JsonNode? node) =>
        [node!, .. node!["anyOf"]?.AsArray().OfType<JsonNode>() ?? [], .. node["allOf"]?.AsArray().OfType<JsonNode>() ?? []];
}
