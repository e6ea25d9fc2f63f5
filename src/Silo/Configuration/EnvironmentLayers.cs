using Apex.Configuration.Yaml;

namespace Apex.Configuration;

/// <summary>Puts <c>environment_overrides</c> of one environment into a copy of each layer.</summary>
internal static class EnvironmentLayers
{
    private const string Overrides = "environment_overrides";

    public static YamlMap Apply(YamlMap root, string environment)
    {
        if (!root.TryGet("layers", out var node) || node is not YamlMap layers)
        {
            return root;
        }

        var entries = layers.Entries.Select(entry => entry.Value is YamlMap layer ? entry with { Value = Layer(layer, environment) } : entry);
        var changed = new YamlMap(layers.Place, [.. entries]);
        return new YamlMap(root.Place, [.. root.Entries.Select(entry => entry.Key == "layers" ? entry with { Value = changed } : entry)]);
    }

    /// <summary>Environments that some layer has an override for.</summary>
    public static IEnumerable<string> Overridden(YamlMap root) =>
        (root.TryGet("layers", out var node) && node is YamlMap layers ? layers.Entries : [])
        .Select(static layer => layer.Value is YamlMap fields && fields.TryGet(Overrides, out var value) ? value as YamlMap : null)
        .SelectMany(static overrides => overrides?.Entries.Select(static entry => EnvironmentNames.Resolve(entry.Key)) ?? [])
        .OfType<string>()
        .Distinct();

    /// <summary>What the binder cannot see: an override inside an override, one environment under two names.</summary>
    public static void CheckOverrides(YamlMap root, ProblemBag problems)
    {
        var layers = root.TryGet("layers", out var node) && node is YamlMap map ? map.Entries : [];
        foreach (var layer in layers)
        {
            if (layer.Value is not YamlMap fields || !fields.TryGet(Overrides, out var value) || value is not YamlMap overrides)
            {
                continue;
            }

            var seen = new Dictionary<string, string>();
            foreach (var entry in overrides.Entries)
            {
                var path = $"layers.{layer.Key}.{Overrides}.{entry.Key}";
                if (EnvironmentNames.Resolve(entry.Key) is { } name && !seen.TryAdd(name, entry.Key))
                {
                    problems.Error(entry.KeyPlace, path, "duplicate_key", $"'{entry.Key}' and '{seen[name]}' are the same environment; expected one of them");
                }

                if (entry.Value is YamlMap inner && inner.Entries.FirstOrDefault(static field => field.Key == Overrides) is { } nested)
                {
                    problems.Error(nested.KeyPlace, $"{path}.{Overrides}", "unknown_key", $"'{Overrides}' cannot stand inside an override");
                }
            }
        }
    }

    private static YamlMap Layer(YamlMap layer, string environment)
    {
        var plain = new YamlMap(layer.Place, [.. layer.Entries.Where(static entry => entry.Key != Overrides)]);
        var change = layer.TryGet(Overrides, out var value) && value is YamlMap overrides
            ? overrides.Entries.FirstOrDefault(entry => EnvironmentNames.Resolve(entry.Key) == environment)?.Value as YamlMap
            : null;
        return change is null ? plain : TreeMerger.Maps(plain, change);
    }
}
