using Apex.Configuration.Yaml;

namespace Apex.Configuration.Migration;

/// <summary>Puts a new map together.</summary>
internal sealed class YamlTree
{
    private readonly List<YamlEntry> _entries = [];

    public YamlMap Map => new(default, [.. _entries]);

    public static YamlScalar Text(string text) => new(default, text, isPlain: false);

    public static YamlList Texts(IEnumerable<string> texts) => new(default, [.. texts.Select(static text => new YamlScalar(default, text, isPlain: true))]);

    public YamlTree Add(string key, string plain) => Add(key, new YamlScalar(default, plain, isPlain: true));

    /// <summary>Adds a value; nothing of an empty map or list, and the first of two under one key stays.</summary>
    public YamlTree Add(string key, YamlNode value)
    {
        if (value is not (YamlMap { Entries.Count: 0 } or YamlList { Items.Count: 0 }) && !_entries.Exists(entry => entry.Key == key))
        {
            _entries.Add(new YamlEntry(key, value.Place, value));
        }

        return this;
    }
}
