using Apex.Categories;
using Apex.Persistence;

namespace Apex.Resources;

/// <summary>Who holds which named lock, as the rows say, and who is about to take it. One owner, no clock of its own.</summary>
/// <remarks>
/// A category gets all of its locks or none. One that waited for longer than <paramref name="patience"/> keeps what it needs from those that came
/// later, so that a category with several locks is not overtaken for ever; the one that waits longest waits for nobody but holders, so there is no circle.
/// </remarks>
public sealed class LockTable(TimeSpan patience)
{
    private readonly Dictionary<string, LockRow> _rows = [];
    private readonly Dictionary<string, string> _promised = [];
    private readonly Dictionary<string, (IReadOnlyList<string> Names, DateTimeOffset Since)> _wanted = [];

    public IReadOnlyCollection<LockRow> Rows => _rows.Values;

    public void Load(IEnumerable<LockRow> rows)
    {
        foreach (var row in rows)
        {
            _rows[row.Name] = row;
        }
    }

    /// <summary>Promises a category its locks if it may take them now; else it is remembered as waiting.</summary>
    public bool TryPromise(string category, IReadOnlyList<string> names, DateTimeOffset now)
    {
        var since = _wanted.TryGetValue(category, out var wanted) ? wanted.Since : now;
        if (Obstacle(category, names, since, now) is not null)
        {
            _wanted[category] = (names, since);
            return false;
        }

        _wanted.Remove(category);
        foreach (var name in names)
        {
            _promised[name] = category;
        }

        return true;
    }

    /// <summary>The lock that a category waits for and the category that has it or is first; null if it may take them.</summary>
    public (string Name, string Holder)? Obstacle(string category, IReadOnlyList<string> names, DateTimeOffset since, DateTimeOffset now)
    {
        foreach (var name in names)
        {
            if (HolderOf(name) is { } holder && holder != category)
            {
                return (name, holder);
            }
        }

        foreach (var (other, wanted) in _wanted)
        {
            if (other != category && now - wanted.Since >= patience && wanted.Since < since && wanted.Names.Intersect(names).FirstOrDefault() is { } claimed)
            {
                return (claimed, other);
            }
        }

        return null;
    }

    /// <summary>Since when it waits for a lock; null if it does not.</summary>
    public DateTimeOffset? WaitsSince(string category) => _wanted.TryGetValue(category, out var wanted) ? wanted.Since : null;

    public string? HolderOf(string name) => _rows.TryGetValue(name, out var row) ? row.Owner.CategoryKey : _promised.GetValueOrDefault(name);

    /// <summary>The rows were written.</summary>
    public void Taken(AttemptId owner, long epoch, IEnumerable<string> names, DateTimeOffset now)
    {
        foreach (var name in names)
        {
            _promised.Remove(name);
            _rows[name] = new LockRow(name, owner, epoch, now);
        }
    }

    /// <summary>The rows of an attempt were removed.</summary>
    public void Released(AttemptId owner)
    {
        foreach (var name in _rows.Values.Where(row => row.Owner == owner).Select(row => row.Name).ToList())
        {
            _rows.Remove(name);
        }
    }

    /// <summary>A promise was not kept: it was placed without, or not at all.</summary>
    public void Withdraw(string category)
    {
        if (_promised.Count == 0)
        {
            return;
        }

        foreach (var name in _promised.Where(pair => pair.Value == category).Select(pair => pair.Key).ToList())
        {
            _promised.Remove(name);
        }
    }

    /// <summary>A layer wants other categories now: those that it does not want any more wait for nothing.</summary>
    public void Wanted(string layerKey, IReadOnlyList<CategoryDemand> categories)
    {
        if (_wanted.Count == 0)
        {
            return;
        }

        var kept = categories.Select(category => $"{layerKey}/{category.Category}").ToHashSet();
        foreach (var key in _wanted.Keys.Where(key => key.StartsWith($"{layerKey}/", StringComparison.Ordinal) && !kept.Contains(key)).ToList())
        {
            _wanted.Remove(key);
        }
    }
}
