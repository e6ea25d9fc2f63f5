namespace Apex.Configuration.Yaml;

/// <summary>Where each effective value came from, by its path: the origin that messages and <c>config show --origin</c> name.</summary>
/// <remarks>Walks the tree when asked: paths of all values at once could be far larger than the file.</remarks>
internal sealed class PlaceIndex(YamlNode root)
{
    /// <summary>Place of a value, or of the nearest value around it.</summary>
    public Place Of(string path)
    {
        TryFind(path, out var place);
        return place;
    }

    /// <param name="path">For example <c>layers.unit.categories[0].name</c>.</param>
    /// <param name="place">Place of the value, or of the nearest one around it.</param>
    /// <returns>True if the value itself was found.</returns>
    public bool TryFind(string path, out Place place)
    {
        place = root.Place;
        var node = root;
        foreach (var part in path.Replace("[", ".[", StringComparison.Ordinal).Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part[0] == '[' && node is YamlList list && int.TryParse(part.AsSpan(1, part.Length - 2), out var index) && index < list.Items.Count)
            {
                node = list.Items[index];
                place = node.Place;
            }
            else if (node is YamlMap map && map.Find(part) is { } entry)
            {
                node = entry.Value;
                place = node is YamlMap ? entry.KeyPlace : node.Place;
            }
            else
            {
                return false;
            }
        }

        return true;
    }
}
