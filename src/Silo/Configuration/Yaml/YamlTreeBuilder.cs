using YamlDotNet.Core;

namespace Apex.Configuration.Yaml;

/// <summary>Puts nodes together with a stack of its own: expands aliases and merge keys, counts nodes and levels, finds duplicate keys.</summary>
internal sealed class YamlTreeBuilder(SourceText source, YamlLimits limits, ProblemBag problems)
{
    private readonly Stack<Frame> _open = new();
    private readonly Dictionary<string, YamlNode> _anchors = [];
    private int _count;

    public YamlNode? Root { get; private set; }

    public bool IsDone { get; private set; }

    /// <summary>Where the innermost [ or { stands that is not closed.</summary>
    public Place? OpenBracket => _open.TryPeek(out var frame) && frame.IsBracket ? frame.Place : null;

    private sealed class Frame(bool isBracket, Place place, string? anchor)
    {
        public bool IsBracket { get; } = isBracket;

        public Place Place { get; } = place;

        public string? Anchor { get; } = anchor;

        public List<YamlNode> Items { get; } = [];

        public MapBuilder? Map { get; init; }
    }

    public bool Open(bool isMap, bool isBracket, Place place, AnchorName anchor, TagName tag)
    {
        RefuseTag(place, tag);
        if (_open.Count >= limits.MaxDepth)
        {
            return TooDeep(place);
        }

        _open.Push(new Frame(isBracket, place, Name(anchor)) { Map = isMap ? new MapBuilder(place, problems) : null });
        return Count(1, place);
    }

    public bool Close()
    {
        var frame = _open.Pop();
        YamlNode node = frame.Map is { } map ? map.Build() : new YamlList(frame.Place, frame.Items);
        return Attach(node, frame.Anchor);
    }

    public bool Scalar(Place place, string value, bool isPlain, AnchorName anchor, TagName tag)
    {
        RefuseTag(place, tag);
        return (IsKey() || Count(1, place)) && Attach(new YamlScalar(place, value, isPlain), Name(anchor));
    }

    public bool Alias(Place place, AnchorName name)
    {
        if (!_anchors.TryGetValue(name.Value, out var target))
        {
            var message = _open.Any(frame => frame.Anchor == name.Value)
                ? $"*{name.Value} stands inside the value that it refers to"
                : $"*{name.Value} refers to an anchor that is not defined before it{Suggestion.For(name.Value, _anchors.Keys)}";
            problems.Error(place, "", "unknown_alias", message);
            return Attach(new YamlScalar(place, "", isPlain: true), null);
        }

        if (_open.Count + target.Height > limits.MaxDepth)
        {
            return TooDeep(place);
        }

        return Count(target.Count, place) && Attach(target, null);
    }

    private bool Attach(YamlNode node, string? anchor)
    {
        if (anchor is not null)
        {
            _anchors[anchor] = node;
        }

        if (!_open.TryPeek(out var parent))
        {
            Root = node;
            IsDone = true;
        }
        else if (parent.Map is { } map)
        {
            map.Add(node);
        }
        else
        {
            parent.Items.Add(node);
        }

        return true;
    }

    /// <summary>Keys are no values of their own: the file's size bounds them.</summary>
    private bool IsKey() => _open.TryPeek(out var parent) && parent.Map is { ExpectsKey: true };

    private bool Count(int nodes, Place place)
    {
        _count += nodes;
        if (_count <= limits.MaxNodes)
        {
            return true;
        }

        problems.Error(place, "", "too_many_nodes", $"the file has more than {limits.MaxNodes} values, aliases expanded");
        return false;
    }

    private bool TooDeep(Place place)
    {
        problems.Error(place, "", "too_deep", $"nested deeper than {limits.MaxDepth} levels, aliases expanded");
        return false;
    }

    private void RefuseTag(Place place, TagName tag)
    {
        if (!tag.IsEmpty)
        {
            problems.Error(place, "", "tag", $"the tag {(tag.IsNonSpecific ? "!" : tag.Value)} is not allowed: values have the type that their field has");
        }
    }

    private static string? Name(AnchorName anchor) => anchor.IsEmpty ? null : anchor.Value;

    public override string ToString() => $"{source.Path}: {_count} values";
}
