using Apex.Categories;
using Apex.Planning;
using Apex.Resources;

namespace Apex.Layers;

/// <summary>Where each category of a layer stands, in memory: rebuilt from rows at any time. Every change is constant work, so a layer is linear.</summary>
public sealed partial class LayerProgress
{
    /// <summary>Least and most categories that are asked for at once, placed or not.</summary>
    public const int Window = 64;
    private const int LargestWindow = 1024;

    private readonly LayerPlan _plan;
    private readonly IReadOnlyList<int> _ranks;
    private readonly LayerSlot[] _slots;
    private readonly Dictionary<string, int> _index;
    private readonly Dictionary<string, List<int>> _externals = [];
    private readonly PriorityQueue<int, (int Group, int Rank)> _ready = new();
    private readonly PriorityQueue<int, DateTimeOffset> _retries = new();
    private readonly SortedSet<int> _asked;
    private readonly SortedDictionary<int, int> _openInGroup = [];
    private int _waitingForRetry;

    /// <param name="plan">The layer.</param>
    /// <param name="ranks">Order among those that may start (<see cref="StartOrder"/>), by place in the plan; null for the plan's own.</param>
    public LayerProgress(LayerPlan plan, IReadOnlyList<int>? ranks = null)
    {
        _plan = plan;
        _ranks = ranks ?? [.. Enumerable.Range(0, plan.Categories.Count)];
        _asked = new SortedSet<int>(Comparer<int>.Create((one, other) => _ranks[one].CompareTo(_ranks[other])));
        _slots = [.. plan.Categories.Select((category, index) => new LayerSlot { Group = GroupOf(plan.Mode, category, index) })];
        _index = plan.Categories.Select((category, index) => (category.Name, index)).ToDictionary(pair => pair.Name, pair => pair.index);
        Totals = new LayerTotals { Total = _slots.Length };
        for (var index = 0; index < _slots.Length; index++)
        {
            _openInGroup[_slots[index].Group] = _openInGroup.GetValueOrDefault(_slots[index].Group) + 1;
            foreach (var dependency in plan.Categories[index].DependsOn.Distinct())
            {
                _slots[index].Missing++;
                (_index.TryGetValue(dependency, out var inner) ? _slots[inner].Dependents ??= [] : External(dependency)).Add(index);
            }
        }

        for (var index = 0; index < _slots.Length; index++)
        {
            MakeReadyIfFree(index);
        }
    }

    public LayerTotals Totals { get; private set; }

    /// <summary>Categories of other layers that something here waits for.</summary>
    public IReadOnlyCollection<string> Externals => _externals.Keys;

    public DateTimeOffset? NextRetryAt => _waitingForRetry > 0 && _retries.TryPeek(out _, out var at) ? at : null;

    /// <summary>Categories that were asked for or have a row, and have not ended: what a stop must reach.</summary>
    public IReadOnlyList<string> Unfinished =>
        [.. _slots.Select((slot, index) => (slot, index)).Where(pair => !pair.slot.Ended && (pair.slot.HasRow || pair.slot.Asked)).Select(pair => Name(pair.index))];

    public void Apply(CategorySnapshot category, DateTimeOffset? retryAt, DateTimeOffset now)
    {
        if (!_index.TryGetValue(category.Name, out var index) || _slots[index] is not { Ended: false } slot || category.State == StepState.Pending)
        {
            return;
        }

        var number = category.Attempts.Count > 0 ? category.Attempts[^1].Number : 0;
        if (number < slot.LastAttempt && !category.State.IsTerminal())
        {
            return; // an older hint overtook this one
        }

        (slot.HasRow, slot.LastAttempt, slot.Host) = (true, number, category.Attempts is [.., { Report: null } open] ? open.Host : null);
        if (category.State.IsTerminal())
        {
            End(index, category.Verdict, category.Counts, category.Reason);
        }
        else if (slot.Host is not null)
        {
            Move(index, SlotPhase.Asked);
        }
        else if (retryAt > now)
        {
            Move(index, SlotPhase.Retry);
            _retries.Enqueue(index, retryAt.Value);
        }
        else
        {
            MakeReady(index);
        }
    }

    public void ResolveExternal(string dependency, bool passed)
    {
        if (_externals.Remove(dependency, out var dependents))
        {
            Release(dependents, dependency, passed);
        }
    }

    public void ReleaseRetries(DateTimeOffset now)
    {
        while (_retries.TryPeek(out var index, out var at) && (at <= now || _slots[index].Phase != SlotPhase.Retry))
        {
            _retries.Dequeue();
            if (_slots[index].Phase == SlotPhase.Retry)
            {
                MakeReady(index);
            }
        }
    }

    /// <summary>Asks for more once half of what was asked for has ended, and at once for what goes before something that was.</summary>
    /// <returns>True if the demand has grown and is to be sent.</returns>
    public bool Fill()
    {
        // Half of it is twice what may run at once: no slot stands idle until the next demand is there.
        var window = _plan.Mode == LayerMode.Sequential ? 1 : Math.Clamp(4 * _plan.MaxParallelInstances, Window, LargestWindow);
        var before = _asked.Count;
        while (_asked.Count < window && _ready.TryPeek(out var index, out var place) && (before <= window / 2 || place.Rank < _ranks[_asked.Max]))
        {
            if (_slots[index].Phase == SlotPhase.Ready)
            {
                // Groups go in turn; the second condition saves a layer whose group waits for a later one.
                if (place.Group > ActiveGroup && _asked.Count + _waitingForRetry + _waitingForService.Count > 0)
                {
                    break;
                }

                Move(index, SlotPhase.Asked);
            }

            _ready.Dequeue();
        }

        return _asked.Count > before;
    }

    /// <summary>All that is asked for, placed or not: the scheduler knows what it has placed.</summary>
    public List<CategoryDemand> Demand() => [.. _asked.Select(index =>
    {
        var (slot, plan) = (_slots[index], _plan.Categories[index]);
        slot.Asked = true;
        return new CategoryDemand { Category = plan.Name, IsNew = !slot.HasRow, MemoryMb = plan.MemoryMb, CpuPercent = plan.CpuPercent, Host = slot.Host, Locks = plan.Locks is { Count: > 0 } locks ? locks : null };
    })];

    /// <summary>Ends everything that has no row and was never asked for.</summary>
    public void SkipUnasked(string reason)
    {
        for (var index = 0; index < _slots.Length; index++)
        {
            if (_slots[index] is { Ended: false, HasRow: false, Asked: false })
            {
                End(index, Verdict.Skipped, null, reason);
            }
        }
    }

    /// <summary>Skipped categories without a row from a place in the plan on, at most <paramref name="limit"/>, and the place after them.</summary>
    public (List<(string Category, string? Reason)> Skips, int Next) SkipsFrom(int start, int limit)
    {
        var skips = new List<(string, string?)>();
        var index = start;
        for (; index < _slots.Length && skips.Count < limit; index++)
        {
            if (_slots[index] is { Ended: true, HasRow: false } slot)
            {
                skips.Add((Name(index), slot.Reason));
            }
        }

        return (skips, index);
    }

    private int ActiveGroup => _openInGroup.Count > 0 ? _openInGroup.First().Key : int.MaxValue;

    private static int GroupOf(LayerMode mode, CategoryPlan category, int index) =>
        mode switch { LayerMode.Hybrid => category.PriorityOrder, LayerMode.Sequential => index, _ => 0 };

    private string Name(int index) => _plan.Categories[index].Name;

    private List<int> External(string dependency) =>
        _externals.TryGetValue(dependency, out var dependents) ? dependents : _externals[dependency] = [];

    private void MakeReadyIfFree(int index)
    {
        if (_slots[index] is { Phase: SlotPhase.Blocked, Missing: 0 })
        {
            MakeReady(index);
        }
    }

    private void Move(int index, SlotPhase phase)
    {
        var slot = _slots[index];
        _waitingForRetry += (phase == SlotPhase.Retry ? 1 : 0) - (slot.Phase == SlotPhase.Retry ? 1 : 0);
        _waitingForService.Remove(index);
        if (phase == SlotPhase.Asked)
        {
            _asked.Add(index);
        }
        else
        {
            _asked.Remove(index);
        }

        if (phase == SlotPhase.Ready && slot.Phase != SlotPhase.Ready)
        {
            _ready.Enqueue(index, (slot.Group, _ranks[index]));
        }

        slot.Phase = phase;
    }

    private void End(int first, Verdict verdict, TestCounts? counts, string? reason)
    {
        var ending = new Stack<(int Index, Verdict Verdict, TestCounts? Counts, string? Reason)>();
        ending.Push((first, verdict, counts, reason));
        while (ending.TryPop(out var end))
        {
            var slot = _slots[end.Index];
            if (slot.Ended)
            {
                continue;
            }

            Move(end.Index, SlotPhase.Ended);
            slot.Reason = end.Reason;
            Totals = Totals.Add(_plan.Categories[end.Index], end.Verdict, end.Counts);
            if (--_openInGroup[slot.Group] == 0)
            {
                _openInGroup.Remove(slot.Group);
            }

            foreach (var skipped in Unblock(slot.Dependents ?? [], end.Verdict == Verdict.Passed))
            {
                ending.Push((skipped, Verdict.Skipped, null, $"{Name(end.Index)}, which it depends on, did not pass"));
            }
        }
    }

    private void Release(List<int> dependents, string dependency, bool passed)
    {
        foreach (var skipped in Unblock(dependents, passed))
        {
            End(skipped, Verdict.Skipped, null, $"{dependency}, which it depends on, did not pass");
        }
    }

    /// <summary>Counts a dependency off.</summary>
    /// <returns>Those that can never run now.</returns>
    private List<int> Unblock(List<int> dependents, bool passed)
    {
        if (!passed)
        {
            return [.. dependents.Where(index => _slots[index].Phase == SlotPhase.Blocked)];
        }

        foreach (var index in dependents)
        {
            _slots[index].Missing--;
            MakeReadyIfFree(index);
        }

        return [];
    }
}
