namespace Apex.Resources;

/// <summary>
/// Decides which waiting category goes to which host: by priority, then in turn between executions, then in order of request.
/// In memory, one owner, no clock of its own. A grant is constant work in the number of waiting categories.
/// </summary>
public sealed class PlacementLedger(TimeSpan hostSilence, TimeSpan grantMemory)
{
    /// <summary>Lanes of the background come after every lane of the foreground.</summary>
    private const int BackgroundLanes = 100;

    private readonly Dictionary<string, QueuedLayer> _layers = [];
    private readonly SortedDictionary<int, PlacementLane> _lanes = [];
    private readonly Dictionary<string, PlacementHost> _hosts = [];
    private readonly Dictionary<string, PlacementHost> _heldBy = [];

    public IReadOnlyCollection<PlacementHost> Hosts => _hosts.Values;

    /// <summary>Replaces what a layer wants.</summary>
    public void Request(LayerDemand demand)
    {
        if (_layers.Remove(demand.LayerKey, out var old))
        {
            old.Lane.Remove(old);
        }

        if (demand.Categories.Count == 0)
        {
            return;
        }

        var lane = (demand.Background ? BackgroundLanes : 0) + demand.Priority;
        if (!_lanes.TryGetValue(lane, out var queue))
        {
            _lanes[lane] = queue = new PlacementLane();
        }

        var layer = new QueuedLayer(demand, queue) { Placed = old?.Placed ?? Recognise(demand) };
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
        foreach (var host in _hosts.Values.Where(host => now - host.SeenAt > hostSilence).ToList())
        {
            _hosts.Remove(host.Id);
            foreach (var key in host.Grants.Keys.ToList())
            {
                Unhold(key, host);
            }
        }
    }

    /// <summary>Grants all that there is room for now, in batches a host and layer.</summary>
    public List<Placement> Grant(DateTimeOffset now)
    {
        var placements = new Dictionary<(string Host, string Layer), Placement>();
        foreach (var (key, lane) in _lanes)
        {
            var background = key >= BackgroundLanes;
            var hosts = _hosts.Values.Where(host => background ? host.TakesBackground(now) : host.Takes(now)).ToList();

            // Each layer in turn gives one category; a lane is done when a whole round gave none.
            for (var idle = 0; hosts.Count > 0 && idle < lane.Count;)
            {
                var layer = lane.Next();
                if (Take(layer, hosts, now) is not var (category, host))
                {
                    idle++;
                    continue;
                }

                idle = 0;
                var batch = (host.Id, layer.Demand.LayerKey);
                if (!placements.TryGetValue(batch, out var placement))
                {
                    placements[batch] = placement = new Placement(host, layer.Demand, []);
                }

                placement.Categories.Add(category);
                hosts.RemoveAll(candidate => candidate.RoomOf(background) == 0);
            }
        }

        return [.. placements.Values];
    }

    /// <summary>Categories that wait, and why.</summary>
    public IEnumerable<WaitingCategory> Waiting(DateTimeOffset now)
    {
        var takers = _hosts.Values.Any(host => host.Report.Accepting && now >= host.NotBefore);
        foreach (var layer in _lanes.Values.SelectMany(lane => lane.Layers))
        {
            var reason = !takers ? "agent_down" : layer.Placed >= layer.Demand.MaxPlaced ? "layer_limit" : "capacity";
            foreach (var category in layer.Waiting.Select(category => $"{layer.Demand.LayerKey}/{category.Category}").Where(key => !_heldBy.ContainsKey(key)))
            {
                yield return new WaitingCategory { CategoryKey = category, Reason = reason };
            }
        }
    }

    private (CategoryDemand Category, PlacementHost Host)? Take(QueuedLayer layer, List<PlacementHost> hosts, DateTimeOffset now)
    {
        for (var node = layer.Waiting.First; node is not null && layer.Placed < layer.Demand.MaxPlaced;)
        {
            var (category, next) = (node.Value, node.Next);
            var key = $"{layer.Demand.LayerKey}/{category.Category}";
            if (_heldBy.ContainsKey(key) || (category.IsNew && WasReleasedLately(key, now)))
            {
                layer.Waiting.Remove(node); // placed already, or the layer had not heard of its end: it says all that has not ended
            }
            else if (BestHost(hosts, category.Host, layer.Demand.Background) is { } host)
            {
                layer.Waiting.Remove(node);
                Hold(host, key, now);
                return (category, host);
            }

            node = next;
        }

        return null;
    }

    private bool WasReleasedLately(string key, DateTimeOffset now)
    {
        foreach (var host in _hosts.Values)
        {
            if (host.ReleasedLately(key, now, grantMemory))
            {
                return true;
            }
        }

        return false;
    }

    private static PlacementHost? BestHost(List<PlacementHost> hosts, string? only, bool background)
    {
        PlacementHost? best = null;
        foreach (var host in hosts)
        {
            if ((only is null || host.Id == only) && host.RoomOf(background) > (best?.RoomOf(background) ?? 0))
            {
                best = host;
            }
        }

        return best;
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
        host.BackgroundGrants += background ? 1 : 0;
        return host.Grants[key] = new HostGrant(now, background);
    }

    /// <summary>Finds what hosts hold of a layer that was unknown until now, and books it under its lane.</summary>
    private int Recognise(LayerDemand demand)
    {
        var held = 0;
        foreach (var (key, host) in _heldBy.Where(pair => LayerOf(pair.Key) == demand.LayerKey))
        {
            held++;
            if (host.Grants[key] is var grant && grant.Background != demand.Background)
            {
                grant.Background = demand.Background;
                host.BackgroundGrants += demand.Background ? 1 : -1;
            }
        }

        return held;
    }

    private void Unhold(string key, PlacementHost host)
    {
        if (!host.Grants.Remove(key, out var grant))
        {
            return;
        }

        host.BackgroundGrants -= grant.Background ? 1 : 0;
        if (_heldBy.Remove(key) && _layers.TryGetValue(LayerOf(key), out var layer))
        {
            layer.Placed--;
        }
    }

    private static string LayerOf(string categoryKey) => categoryKey[..categoryKey.LastIndexOf('/')];
}
