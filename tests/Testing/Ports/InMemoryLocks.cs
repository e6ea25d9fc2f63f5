using Apex.Categories;
using Apex.Persistence;

namespace Apex.Testing;

/// <summary>Rows of named locks in memory.</summary>
public sealed class InMemoryLocks : ILockRows
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, LockRow> _rows = new(StringComparer.Ordinal);

    /// <summary>Every lock that was ever taken or freed, in order.</summary>
    public List<(string Name, AttemptId Owner, bool Taken)> Log { get; } = [];

    public Task<AttemptId?> TryTakeAsync(AttemptId owner, long epoch, IReadOnlyList<string> names, DateTimeOffset now)
    {
        lock (_gate)
        {
            foreach (var name in names)
            {
                if (_rows.TryGetValue(name, out var row) && row.Owner != owner)
                {
                    return Task.FromResult<AttemptId?>(row.Owner);
                }
            }

            foreach (var name in names)
            {
                _rows[name] = new LockRow(name, owner, epoch, now);
                Log.Add((name, owner, true));
            }

            return Task.FromResult<AttemptId?>(null);
        }
    }

    public Task ReleaseAsync(AttemptId owner)
    {
        lock (_gate)
        {
            foreach (var name in _rows.Values.Where(row => row.Owner == owner).Select(row => row.Name).ToList())
            {
                _rows.Remove(name);
                Log.Add((name, owner, false));
            }
        }

        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<LockRow>> ListAsync()
    {
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<LockRow>>([.. _rows.Values]);
        }
    }
}
