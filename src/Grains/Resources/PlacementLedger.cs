namespace Apex.Resources;

/// <summary>
/// Decides which waiting category goes to which host: by priority, which rises with waiting; then in turn between projects, branches, executions
/// and layers; then in order of request. In memory, one owner, no clock of its own. A grant is constant work in the number of waiting categories.
/// </summary>
public sealed partial class PlacementLedger(TimeSpan hostSilence, TimeSpan grantMemory, TimeSpan patience)
{
    /// <summary>Lanes of the background come after every lane of the foreground.</summary>
    private const int BackgroundLane = 100;

    private readonly Dictionary<string, QueuedLayer> _layers = [];
    private readonly SortedDictionary<int, PlacementLane> _lanes = [];
    private readonly Dictionary<string, PlacementHost> _hosts = [];
    private readonly Dictionary<string, PlacementHost> _heldBy = [];
    private readonly HostSizes _sizes = new();

    public IReadOnlyCollection<PlacementHost> Hosts => _hosts.Values;

    public LockTable Locks { get; } = new(patience);

    public bool IsHeld(string categoryKey) => _heldBy.ContainsKey(categoryKey);

    /// <summary>Why no host could ever run a category; null if one could.</summary>
    public string? Impossible(CategoryDemand category) => _sizes.Impossible(category);

    /// <summary>Replaces what a layer wants.</summary>
    public void Request(LayerDemand demand, DateTimeOffset now)
    {
        Locks.Wanted(demand.LayerKey, demand.Categories);
        if (_layers.Remove(demand.LayerKey, out var old))
        {
            old.Lane.Remove(old);
        }

        if (demand.Categories.Count == 0)
        {
            return;
        }

        var goesOn = old is { Waiting.Count: > 0 } && LaneOf(old.Demand) == LaneOf(demand);
        var raised = goesOn ? old!.Raised : 0;
        var queue = Lane(LaneOf(demand) - raised);
        var layer = new QueuedLayer(demand, queue, goesOn ? old!.Since : now)
        {
            Placed = old?.Placed ?? Recognise(demand),
            Raised = raised,
        };
        _layers[demand.LayerKey] = layer;
        queue.Add(layer);
    }

    public void Report(HostReport report, DateTimeOffset now)
    {
        if (!_hosts.TryGetValue(report.Host, out var host))
        {
            _hosts[report.Host] = host = new PlacementHost(report.Host);
        }

        (host.Report, host.SeenAt) = (report, now);
        _sizes.See(report, now);
        var holds = report.Holds.ToHashSet();
        foreach (var key in holds)
        {
            if (!host.ReleasedLately(key, now, grantMemory))
            {
                Hold(host, key, now).Confirmed = true;
            }
        }

        foreach (var (key, grant) in host.Grants.ToList())
        {
            if (!holds.Contains(key) && (grant.Confirmed || now - grant.At > grantMemory))
            {
                Unhold(key, host);
            }
        }
    }

    public void Release(string hostId, IEnumerable<string> keys, DateTimeOffset now)
    {
        if (_hosts.TryGetValue(hostId, out var host))
        {
            foreach (var key in keys)
            {
                Unhold(key, host);
                host.RememberRelease(key, now, grantMemory);
            }
        }
    }

    /// <summary>A grant did not reach its host: room and demand are as before.</summary>
    public void GiveBack(Placement placement, DateTimeOffset notBefore)
    {
        placement.Host.NotBefore = notBefore;
        foreach (var category in placement.Categories)
        {
            Unhold($"{placement.LayerKey}/{category.Category}", placement.Host);
            if (_layers.TryGetValue(placement.LayerKey, out var layer))
            {
                layer.Waiting.AddFirst(category);
            }
        }
    }

    public void ForgetSilent(DateTimeOffset now)
    {
        _sizes.Forget(now);
        foreach (var host in _hosts.Values.Where(host => now - host.SeenAt > hostSilence).ToList())
        {
            _hosts.Remove(host.Id);
            foreach (var key in host.Grants.Keys.ToList())
            {
                Unhold(key, host);
            }
        }
    }

    private HostGrant Hold(PlacementHost host, string key, DateTimeOffset now)
    {
        if (host.Grants.TryGetValue(key, out var known))
        {
            return known;
        }

        if (_heldBy.TryGetValue(key, out var other))
        {
            Unhold(key, other);
        }

        _heldBy[key] = host;
        var background = false;
        if (_layers.TryGetValue(LayerOf(key), out var layer))
        {
            layer.Placed++;
            background = layer.Demand.Background;
        }

        host.ForgetRelease(key);
        return host.Add(key, new HostGrant(now, layer is null ? null : layer.Demand.Project ?? "", background));
    }

    /// <summary>Finds what hosts hold of a layer that was unknown until now, and books it under its lane.</summary>
    private int Recognise(LayerDemand demand)
    {
        var held = 0;
        foreach (var (key, host) in _heldBy.Where(pair => LayerOf(pair.Key) == demand.LayerKey))
        {
            held++;
            host.Book(host.Grants[key], demand.Background);
        }

        return held;
    }

    private void Unhold(string key, PlacementHost host)
    {
        Locks.Withdraw(key);
        if (host.Remove(key) && _heldBy.Remove(key) && _layers.TryGetValue(LayerOf(key), out var layer))
        {
            layer.Placed--;
        }
    }

    private PlacementLane Lane(int lane)
    {
        if (!_lanes.TryGetValue(lane, out var queue))
        {
            _lanes[lane] = queue = new PlacementLane();
        }

        return queue;
    }

    private static int LaneOf(LayerDemand demand) => (demand.Background ? BackgroundLane : 0) + demand.Priority;

    private static string LayerOf(string categoryKey) => categoryKey[..categoryKey.LastIndexOf('/')];
}
