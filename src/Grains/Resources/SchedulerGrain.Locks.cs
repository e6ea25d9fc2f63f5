using Apex.Categories;

namespace Apex.Resources;

/// <summary>The rows of named locks: written before a host hears of the attempt, removed once the attempt's row says that it has ended.</summary>
public sealed partial class SchedulerGrain
{
    private readonly HashSet<AttemptId> _releasing = [];

    public async Task<AttemptId?> TakeLocksAsync(TakeLocksRequest request)
    {
        crash.Hit("lock.take.before_write");
        var holder = await locks.TryTakeAsync(request.Attempt, request.Epoch, request.Names, Now);
        crash.Hit("lock.take.after_write");
        if (holder is { } other)
        {
            LogLocksTaken(request.Attempt, other);
            _queue.Locks.Load(await locks.ListAsync()); // the picture here was wrong
            return holder;
        }

        _queue.Locks.Taken(request.Attempt, request.Epoch, request.Names, Now);
        return null;
    }

    /// <summary>A host let go of these: their attempts have ended, or were never handed over.</summary>
    private void ReleaseLocks(List<string> categoryKeys)
    {
        if (_queue.Locks.Rows.Count > 0)
        {
            ReleaseEnded(categoryKeys.ToHashSet().Contains);
        }
    }

    /// <summary>A message was lost, a host or this grain died: whatever no host holds is looked up.</summary>
    private void ReleaseForgottenLocks()
    {
        if (_queue.Locks.Rows.Count > 0)
        {
            ReleaseEnded(category => !_queue.IsHeld(category));
        }
    }

    private void ReleaseEnded(Predicate<string> isAsked)
    {
        foreach (var owner in _queue.Locks.Rows.Select(row => row.Owner).Distinct().Where(owner => isAsked(owner.CategoryKey)).ToList())
        {
            if (_releasing.Add(owner))
            {
                _ = ReleaseAsync(owner); // its failures are its own business
            }
        }
    }

    /// <summary>The category's row decides: an attempt that is open keeps its locks, whoever says that its host let go of it.</summary>
    private async Task ReleaseAsync(AttemptId owner)
    {
        try
        {
            var category = await GrainFactory.GetGrain<ICategoryGrain>(owner.CategoryKey).GetAsync();
            if (category.Attempts.Exists(attempt => attempt.Number == owner.Number && attempt.Report is null))
            {
                return;
            }

            crash.Hit("lock.release.before_write");
            await locks.ReleaseAsync(owner);
            crash.Hit("lock.release.after_write");
            LogLocksFreed(owner, string.Join(", ", _queue.Locks.Rows.Where(row => row.Owner == owner).Select(row => row.Name)));
            _queue.Locks.Released(owner);
            await GrantAsync();
        }
        catch (Exception error)
        {
            LogLocksKept(error, owner);
        }
        finally
        {
            _releasing.Remove(owner);
        }
    }
}
