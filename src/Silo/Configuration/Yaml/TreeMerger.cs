namespace Apex.Configuration.Yaml;

/// <summary>Deep merge into a copy: maps by key, <c>categories</c> by name, scalars and other lists replace. Every value keeps its place.</summary>
internal static class TreeMerger
{
    public static YamlNode Merge(YamlNode below, YamlNode above) =>
        below is YamlMap lower && above is YamlMap upper ? Maps(lower, upper) : above;

    public static YamlMap Maps(YamlMap below, YamlMap above)
    {
        var entries = new List<YamlEntry>(below.Entries.Count + above.Entries.Count);
        foreach (var entry in below.Entries)
        {
            entries.Add(above.TryGet(entry.Key, out var value) ? entry with { Value = Value(entry.Key, entry.Value, value) } : entry);
        }

        entries.AddRange(above.Entries.Where(entry => !below.TryGet(entry.Key, out _)));
        return new YamlMap(below.Place, entries);
    }

    private static YamlNode Value(string key, YamlNode below, YamlNode above) =>
        key == "categories" && below is YamlList lower && above is YamlList upper && upper.Items.All(static item => NameOf(item) is not null)
            ? ByName(lower, upper)
            : Merge(below, above);

    private static YamlList ByName(YamlList below, YamlList above)
    {
        var items = below.Items.ToList();
        foreach (var item in above.Items)
        {
            var at = items.FindIndex(other => NameOf(other) is { } name && name == NameOf(item));
            if (at < 0)
            {
                items.Add(item);
            }
            else
            {
                items[at] = Merge(items[at], item);
            }
        }

        return new YamlList(below.Place, items);
    }

    private static string? NameOf(YamlNode node) => node is YamlMap map && map.TryGet("name", out var name) ? (name as YamlScalar)?.Value : null;
}
