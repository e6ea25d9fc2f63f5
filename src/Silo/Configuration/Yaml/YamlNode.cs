using System.Diagnostics.CodeAnalysis;

namespace Apex.Configuration.Yaml;

/// <summary>A value of a configuration file with its place. Never changed, so that aliases share it.</summary>
internal abstract class YamlNode(Place place)
{
    public Place Place { get; } = place;

    /// <summary>Nodes in it, itself included, aliases expanded.</summary>
    public abstract int Count { get; }

    /// <summary>Levels in it, itself included.</summary>
    public abstract int Height { get; }
}

/// <param name="place">Where it begins.</param>
/// <param name="value">Its text.</param>
/// <param name="isPlain">True if it is written without quotes: only then may it be a number, a boolean or null.</param>
internal sealed class YamlScalar(Place place, string value, bool isPlain) : YamlNode(place)
{
    public string Value { get; } = value;

    public bool IsPlain { get; } = isPlain;

    public bool IsNull => IsPlain && Value is "" or "~" or "null";

    public override int Count => 1;

    public override int Height => 1;
}

internal sealed class YamlList(Place place, IReadOnlyList<YamlNode> items) : YamlNode(place)
{
    public IReadOnlyList<YamlNode> Items { get; } = items;

    public override int Count { get; } = 1 + items.Sum(static item => item.Count);

    public override int Height { get; } = 1 + items.Select(static item => item.Height).DefaultIfEmpty().Max();
}

internal sealed class YamlMap(Place place, IReadOnlyList<YamlEntry> entries) : YamlNode(place)
{
    private readonly Dictionary<string, YamlEntry> _byKey = entries.ToDictionary(static entry => entry.Key);

    public IReadOnlyList<YamlEntry> Entries { get; } = entries;

    public override int Count { get; } = 1 + entries.Sum(static entry => entry.Value.Count);

    public override int Height { get; } = 1 + entries.Select(static entry => entry.Value.Height).DefaultIfEmpty().Max();

    public YamlEntry? Find(string key) => _byKey.GetValueOrDefault(key);

    public bool TryGet(string key, [NotNullWhen(true)] out YamlNode? value)
    {
        value = _byKey.GetValueOrDefault(key)?.Value;
        return value is not null;
    }
}

/// <param name="Key">The key.</param>
/// <param name="KeyPlace">Where the key stands.</param>
/// <param name="Value">Its value.</param>
internal sealed record YamlEntry(string Key, Place KeyPlace, YamlNode Value);
