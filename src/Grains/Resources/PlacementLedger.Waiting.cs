namespace Apex.Resources;

/// <summary>Why something waits.</summary>
public sealed partial class PlacementLedger
{
    /// <summary>Categories that wait to be placed, and why.</summary>
    /// <param name="now">The time.</param>
    /// <param name="execution">Only those of this execution; null for all.</param>
    public IEnumerable<WaitingCategory> Waiting(DateTimeOffset now, string? execution = null)
    {
        foreach (var layer in _lanes.Values.SelectMany(lane => lane.Layers).Where(layer => execution is null || layer.Execution == execution))
        {
            foreach (var category in layer.Waiting)
            {
                var key = $"{layer.Demand.LayerKey}/{category.Category}";
                if (!_heldBy.ContainsKey(key))
                {
                    var (reason, detail) = Why(layer, category, key, now);
                    yield return new WaitingCategory { CategoryKey = key, Reason = reason, Detail = detail };
                }
            }
        }
    }

    private (string Reason, string Detail) Why(QueuedLayer layer, CategoryDemand category, string key, DateTimeOffset now)
    {
        var takers = _hosts.Values.Where(host => host.IsTaking(now)).ToList();
        if (takers.Count == 0)
        {
            return (WaitReasons.AgentDown, _hosts.Count == 0 ? "no host has reported" : string.Join("; ", _hosts.Values.Select(NotTaking)));
        }

        if (category.Host is { } only && !takers.Exists(host => host.Id == only))
        {
            return (WaitReasons.AgentDown, $"its attempt is open on host {only}, which takes nothing now");
        }

        if (layer.Placed >= layer.Demand.MaxPlaced)
        {
            return (WaitReasons.LayerLimit, $"layer {ApexKeys.SplitLayer(layer.Demand.LayerKey).Layer} has {layer.Placed} of {layer.Demand.MaxPlaced} placed: its mode or its fail_fast rule lets no more be placed ahead");
        }

        if (category.Locks is { Count: > 0 } locks && Locks.Obstacle(key, locks, Locks.WaitsSince(key) ?? now, now) is var (name, holder))
        {
            return (WaitReasons.Lock, $"lock '{name}': {LockWords(name, holder)}");
        }

        return _lanes.TakeWhile(pair => pair.Key < LaneOf(layer.Demand) - layer.Raised).Any(pair => pair.Value.Layers.Any(other => other.Waiting.Count > 0 && other.Placed < other.Demand.MaxPlaced))
            ? (WaitReasons.Priority, "layers of better priority are placed first")
            : (WaitReasons.Capacity, string.Join("; ", takers.Select(host => $"host {host.Id} has {host.Grants.Count} attempts for {host.Report.Slots} slots, which is all that is placed ahead")));
    }

    private string LockWords(string name, string holder) => Locks.Rows.FirstOrDefault(row => row.Name == name) is { } row
        ? $"held by {row.Owner} since {row.TakenAt:HH:mm:ss} UTC"
        : Locks.HolderOf(name) is not null ? $"{holder} is about to take it" : $"{holder} has waited longer for it";

    private static string NotTaking(PlacementHost host) => $"host {host.Id} takes nothing: {host.Report.Reason ?? "its agent did not answer"}";
}
