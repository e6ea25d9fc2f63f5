using Apex.Configuration.Binding;
using Apex.Configuration.Settings;
using Apex.Configuration.Yaml;

namespace Apex.Configuration.Migration;

/// <summary>One category of the original under today's names.</summary>
internal static class OriginalCategory
{
    private const string Requires = "requires_";

    private static readonly RecordShape Known = RecordShape.Of(typeof(CategorySettings));

    /// <summary>What Apex knows as a service or a grant; the rest of the original's flags is for the command to find out.</summary>
    private static readonly string[] Needs = ["postgresql", "redis", "backend_service", "auth_service", "frontend_service", "real_llm", "real_services"];

    public static YamlNode Convert(string layer, YamlNode node, MigrationNotes notes)
    {
        if (node is not YamlMap category)
        {
            return new YamlTree().Add("name", node).Map;
        }

        var (result, name) = (new YamlTree(), (category.Find("name")?.Value as YamlScalar)?.Value ?? "?");
        foreach (var entry in category.Entries)
        {
            switch (entry.Key)
            {
                case "max_parallel_instances":
                    notes.LeftOut(entry.KeyPlace, $"{layer}/{name}: max_parallel_instances", "it meant workers inside the category: that is an argument of its command");
                    break;
                case "filters":
                    notes.LeftOut(entry.KeyPlace, $"{layer}/{name}: filters", "filters are the command's, or `include` and `exclude` with a framework");
                    break;
                case "resource_requirements" when entry.Value is YamlMap needs:
                    Resources(result, needs, $"{layer}/{name}", notes);
                    break;
                case var key when Known.ByName.ContainsKey(key):
                    result.Add(key, entry.Value);
                    break;
                default:
                    notes.LeftOut(entry.KeyPlace, $"{layer}/{name}: {entry.Key}", "Apex has no such field");
                    break;
            }
        }

        return result.Map;
    }

    private static void Resources(YamlTree category, YamlMap needs, string who, MigrationNotes notes)
    {
        var (requires, resources) = (new List<string>(), new YamlTree());
        foreach (var entry in needs.Entries)
        {
            var isTrue = entry.Value is YamlScalar { IsPlain: true, Value: "true" };
            if (entry.Key.StartsWith(Requires, StringComparison.Ordinal) && Needs.Contains(entry.Key[Requires.Length..]))
            {
                requires.AddRange(isTrue ? [entry.Key[Requires.Length..]] : []);
            }
            else if (entry.Key == "min_memory_mb")
            {
                resources.Add("memory_mb", entry.Value);
            }
            else if (entry.Key == "dedicated_resources")
            {
                _ = isTrue ? resources.Add("dedicated", entry.Value) : resources;
            }
            else if (isTrue || !entry.Key.StartsWith(Requires, StringComparison.Ordinal))
            {
                notes.LeftOut(entry.KeyPlace, $"{who}: {entry.Key}", "Apex has no such requirement; the command finds it out");
            }
        }

        category.Add("requires", YamlTree.Texts(requires)).Add("resources", resources.Map);
    }
}
