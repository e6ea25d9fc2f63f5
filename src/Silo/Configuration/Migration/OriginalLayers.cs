using Apex.Configuration.Binding;
using Apex.Configuration.Settings;
using Apex.Configuration.Yaml;

namespace Apex.Configuration.Migration;

/// <summary>The original's layers under today's names.</summary>
internal sealed class OriginalLayers(YamlMap layers, YamlMap strategies, MigrationNotes notes)
{
    private static readonly RecordShape Known = RecordShape.Of(typeof(LayerSettings));

    private static readonly Dictionary<string, string> Renamed = new()
    {
        ["background_execution"] = "background",
        ["dependencies"] = "depends_on",
        ["conflicts"] = "conflicts_with",
    };

    private static readonly Dictionary<string, string> RenamedCriteria = new()
    {
        ["critical_tests_must_pass"] = "critical_must_pass",
        ["allow_partial_success"] = "allow_partial",
    };

    public YamlMap Convert()
    {
        var result = new YamlTree();
        foreach (var layer in layers.Entries)
        {
            result.Add(layer.Key, Layer(layer.Key, layer.Value as YamlMap ?? new YamlMap(layer.Value.Place, []), isOverride: false));
        }

        return result.Map;
    }

    private YamlMap Layer(string id, YamlMap layer, bool isOverride)
    {
        var result = new YamlTree();
        if (!isOverride && strategies.Find(id)?.Value is YamlScalar { Value: "immediate" or "category" or "layer" or "disabled" } strategy)
        {
            result.Add("fail_fast", strategy); // the original's word says more than its flag
        }

        foreach (var entry in layer.Entries)
        {
            var name = Renamed.GetValueOrDefault(entry.Key, entry.Key);
            if (!Known.ByName.ContainsKey(name))
            {
                notes.LeftOut(entry.KeyPlace, $"layers.{id}.{entry.Key}", entry.Key == "llm_requirements" ? "a category that needs a real model says `requires: [real_llm]`" : "Apex has no such field");
                continue;
            }

            result.Add(name, Value(id, name, entry));
        }

        return result.Map;
    }

    private YamlNode Value(string id, string name, YamlEntry entry) => (name, entry.Value) switch
    {
        ("fail_fast", YamlScalar { IsPlain: true, Value: "true" } flag) => new YamlScalar(flag.Place, "immediate", isPlain: true),
        ("fail_fast", YamlScalar { IsPlain: true, Value: "false" } flag) => new YamlScalar(flag.Place, "disabled", isPlain: true),
        ("conflicts_with", YamlList list) => Conflicts(id, list),
        ("success_criteria", YamlMap map) => new YamlMap(map.Place, [.. map.Entries.Select(static field => field with { Key = RenamedCriteria.GetValueOrDefault(field.Key, field.Key) })]),
        ("environment_overrides", YamlMap map) => new YamlMap(map.Place, [.. map.Entries.Select(change => change with { Value = Override(id, change) })]),
        ("categories", YamlList list) => new YamlList(list.Place, [.. list.Items.Select(item => OriginalCategory.Convert(id, item, notes))]),
        _ => entry.Value,
    };

    private YamlMap Override(string id, YamlEntry change) => Layer($"{id}.environment_overrides.{change.Key}", change.Value as YamlMap ?? new YamlMap(change.Value.Place, []), isOverride: true);

    /// <summary>A conflict with a layer that it waits for anyway could never be kept, one with a category means nothing between layers.</summary>
    private YamlList Conflicts(string id, YamlList list)
    {
        var ancestors = Ancestors(id);
        var kept = new List<YamlNode>();
        foreach (var item in list.Items)
        {
            var name = (item as YamlScalar)?.Value ?? "";
            if (layers.TryGet(name, out _) && !ancestors.Contains(name))
            {
                kept.Add(item);
            }
            else
            {
                notes.LeftOut(item.Place, $"layers.{id}.conflicts: {name}", ancestors.Contains(name) ? "the layer depends on it, so they never run at once" : "conflicts are between layers");
            }
        }

        return new YamlList(list.Place, kept);
    }

    private HashSet<string> Ancestors(string id)
    {
        var found = new HashSet<string>();
        var open = new Queue<string>([id]);
        while (open.TryDequeue(out var next))
        {
            var fields = layers.Find(next)?.Value as YamlMap;
            var names = (fields?.Find("dependencies") ?? fields?.Find("depends_on"))?.Value as YamlList;
            foreach (var name in names?.Items.OfType<YamlScalar>().Select(static item => item.Value).Where(found.Add) ?? [])
            {
                open.Enqueue(name);
            }
        }

        return found;
    }
}
