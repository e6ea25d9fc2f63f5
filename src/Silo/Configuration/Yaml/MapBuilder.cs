namespace Apex.Configuration.Yaml;

/// <summary>Takes keys and values in turn; what a merge key brings stands behind the map's own keys and never replaces them.</summary>
internal sealed class MapBuilder(Place place, ProblemBag problems)
{
    private const int LongestKey = 1000;

    private readonly List<YamlEntry> _entries = [];
    private readonly Dictionary<string, Place> _keys = [];
    private readonly List<YamlMap> _merged = [];
    private YamlNode? _key;

    public bool ExpectsKey => _key is null;

    public void Add(YamlNode node)
    {
        if (_key is null)
        {
            _key = node;
            return;
        }

        var key = _key;
        _key = null;
        if (key is not YamlScalar scalar)
        {
            problems.Error(key.Place, "", "complex_key", "a key must be text, not a map or a list");
        }
        else if (scalar.Value.Length > LongestKey)
        {
            problems.Error(key.Place, "", "long_key", $"a key has {scalar.Value.Length} characters; expected at most {LongestKey}");
        }
        else if (!_keys.TryAdd(scalar.Value, scalar.Place))
        {
            problems.Error(scalar.Place, "", "duplicate_key", $"'{Binding.Found.Cut(scalar.Value)}' is given twice; first in line {_keys[scalar.Value].Line}");
        }
        else if (scalar is { IsPlain: true, Value: "<<" })
        {
            Merge(node);
        }
        else
        {
            _entries.Add(new YamlEntry(scalar.Value, scalar.Place, node));
        }
    }

    public YamlMap Build()
    {
        foreach (var entry in _merged.SelectMany(static map => map.Entries))
        {
            if (_keys.TryAdd(entry.Key, entry.KeyPlace))
            {
                _entries.Add(entry);
            }
        }

        return new YamlMap(place, _entries);
    }

    private void Merge(YamlNode node)
    {
        var parts = node is YamlList list ? list.Items : [node];
        foreach (var part in parts)
        {
            if (part is YamlMap map)
            {
                _merged.Add(map);
            }
            else
            {
                problems.Error(part.Place, "", "merge_key", "<< takes a map or a list of maps, usually as an alias: << : *name");
            }
        }
    }
}
