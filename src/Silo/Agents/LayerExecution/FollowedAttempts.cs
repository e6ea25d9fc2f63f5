using System.Collections.Concurrent;
using Apex.Categories;
using Apex.Runner;

namespace Apex.Agents;

/// <summary>All attempts that this silo follows on its host. Shared by the desk, which writes, and the host report, which reads.</summary>
public sealed class FollowedAttempts
{
    private readonly ConcurrentDictionary<AttemptId, FollowedAttempt> _attempts = new();

    /// <summary>False until the runner's inventory was adopted: before that nobody knows what this host holds.</summary>
    public bool Known { get; set; }

    /// <summary>The runner that is connected now; null while none is.</summary>
    public RunnerIdentity? Runner { get; set; }

    public int Count => _attempts.Count;

    /// <summary>Follows an attempt, or raises the term of one that is followed already.</summary>
    public FollowedAttempt Add(FollowedAttempt attempt)
    {
        var followed = _attempts.GetOrAdd(attempt.Id, attempt);
        followed.RaiseEpoch(attempt.Epoch);
        return followed;
    }

    public FollowedAttempt? Find(AttemptId id) => _attempts.GetValueOrDefault(id);

    /// <summary>Forgets all: whoever follows next asks the runner what it holds.</summary>
    public void Clear() => _attempts.Clear();

    /// <summary>Attempts whose category requires a service of a project.</summary>
    public List<FollowedAttempt> Requiring(string service, Predicate<string> projectFolder) =>
        [.. _attempts.Values.Where(attempt => attempt.Category.Services.Contains(service) && projectFolder(attempt.ProjectFolder))];

    public void Remove(AttemptId id) => _attempts.TryRemove(id, out _);

    /// <summary>Those whose command was started and whose end is not known yet.</summary>
    public IEnumerable<FollowedAttempt> Running() => _attempts.Values.Where(static attempt => attempt is { StartedAt: not null, Ending: false });

    public List<string> CategoryKeys() => [.. _attempts.Keys.Select(static id => id.CategoryKey).Distinct(StringComparer.Ordinal)];
}
