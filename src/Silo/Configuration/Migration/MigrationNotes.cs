using Apex.Configuration.Binding;
using Apex.Configuration.Yaml;

namespace Apex.Configuration.Migration;

/// <summary>What a converted file says about itself: nothing of the original goes without a word.</summary>
internal sealed class MigrationNotes
{
    private const int Most = 100;

    private readonly List<string> _notes = [];

    public IEnumerable<string> All => _notes.Count <= Most ? _notes : [.. _notes.Take(Most), $"and {_notes.Count - Most} more"];

    public void LeftOut(Place place, string what, string why) => _notes.Add($"left out: {Found.Cut(what)} (line {place.Line}): {why}");
}
