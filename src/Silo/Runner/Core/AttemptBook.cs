using Apex.Categories;

namespace Apex.Runner;

/// <summary>Every attempt that this runner knows of, for as long as an old message about it may still arrive.</summary>
internal sealed class AttemptBook
{
    private readonly Dictionary<AttemptId, Attempt> _attempts = [];

    public IEnumerable<Attempt> All => _attempts.Values;

    public IEnumerable<Attempt> Unacknowledged => _attempts.Values.Where(attempt => attempt.Stage == AttemptStage.Ended);

    /// <summary>Attempts that wait or run.</summary>
    public int Open { get; set; }

    public Attempt? Find(AttemptId id) => _attempts.GetValueOrDefault(id);

    public void Add(Attempt attempt) => _attempts.Add(attempt.Id, attempt);

    /// <summary>Forgets what was settled before a time.</summary>
    public void Forget(DateTimeOffset before)
    {
        var old = _attempts.Values.Where(attempt => attempt.SettledAt < before).Select(attempt => attempt.Id).ToList();
        foreach (var id in old)
        {
            _attempts.Remove(id);
        }
    }

    /// <summary>The shortest journal that says the same.</summary>
    public IEnumerable<JournalRecord> ToRecords(string boot)
    {
        yield return new JournalRecord { Kind = JournalKind.Boot, Boot = boot };
        foreach (var record in _attempts.Values.SelectMany(Records))
        {
            yield return record;
        }
    }

    private static IEnumerable<JournalRecord> Records(Attempt attempt)
    {
        var id = attempt.Id.ToString();
        switch (attempt.Stage)
        {
            case AttemptStage.Acked:
                yield return new JournalRecord { Kind = JournalKind.Acked, Id = id, Epoch = attempt.Epoch, At = attempt.SettledAt };
                break;
            case AttemptStage.Tombstone:
                yield return new JournalRecord { Kind = JournalKind.Tombstone, Id = id, Epoch = attempt.Epoch, At = attempt.SettledAt };
                break;
            case AttemptStage.Ended:
                yield return new JournalRecord { Kind = JournalKind.Exited, Id = id, Epoch = attempt.Epoch, End = attempt.End };
                break;
            default:
                yield return new JournalRecord { Kind = JournalKind.Placed, Id = id, Epoch = attempt.Epoch };
                if (attempt.Stage != AttemptStage.Waiting)
                {
                    yield return new JournalRecord { Kind = JournalKind.Spawning, Id = id, Epoch = attempt.Epoch };
                }

                if (attempt.Run is { Pid: > 0 } run)
                {
                    yield return new JournalRecord
                    {
                        Kind = JournalKind.Started,
                        Id = id,
                        Epoch = attempt.Epoch,
                        Pid = run.Pid,
                        StartedAtMs = run.StartedBootMs,
                        At = run.StartedAt,
                    };
                }

                break;
        }
    }
}
