namespace Apex.Resources;

/// <summary>Who gets what, and who goes before whom.</summary>
public sealed partial class PlacementLedger
{
    /// <summary>Grants all that there is room for now, in batches a host and layer.</summary>
    public List<Placement> Grant(DateTimeOffset now)
    {
        var placements = new Dictionary<(string Host, string Layer), Placement>();
        var filling = _hosts.Values.Where(host => host.Takes(now)).ToList();
        foreach (var (key, lane) in _lanes)
        {
            var background = key > BackgroundLane;
            if (!background)
            {
                GrantShares(lane, placements, now);
            }

            // Each layer in turn gives one category; a lane is done when a whole round gave none.
            var hosts = background ? _hosts.Values.Where(host => host.TakesBackground(now)).ToList() : filling;
            hosts.RemoveAll(host => host.RoomOf(background) == 0);
            for (var idle = 0; hosts.Count > 0 && idle < lane.Count; hosts.RemoveAll(host => host.RoomOf(background) == 0))
            {
                idle = TryPlace(lane.Next(), hosts, placements, now) ? 0 : idle + 1;
            }
        }

        foreach (var layer in placements.Values.Select(placement => placement.LayerKey).Distinct())
        {
            Served(_layers[layer], now);
        }

        return [.. placements.Values];
    }

    /// <summary>Lets those that got nothing for a long time rise, a lane for each such time; the background stays behind all others.</summary>
    public void Age(DateTimeOffset now)
    {
        foreach (var layer in _layers.Values)
        {
            var most = layer.Demand.Priority - 1;
            var raised = layer.Waiting.Count == 0 ? 0 : (int)Math.Min(most, (now - layer.Since) / patience);
            if (raised != layer.Raised)
            {
                Move(layer, raised);
            }
        }
    }

    /// <summary>Room beyond the batches for projects that have less than their share with a host: their turn comes there.</summary>
    private void GrantShares(PlacementLane lane, Dictionary<(string Host, string Layer), Placement> placements, DateTimeOffset now)
    {
        foreach (var project in lane.Projects.ToList())
        {
            for (var idle = 0; idle < lane.CountOf(project);)
            {
                var hosts = _hosts.Values.Where(host => host.TakesOf(project, now)).ToList();
                if (hosts.Count == 0)
                {
                    break;
                }

                idle = TryPlace(lane.NextOf(project), hosts, placements, now) ? 0 : idle + 1;
            }
        }
    }

    private bool TryPlace(QueuedLayer layer, List<PlacementHost> hosts, Dictionary<(string Host, string Layer), Placement> placements, DateTimeOffset now)
    {
        if (Take(layer, hosts, now) is not var (category, host))
        {
            return false;
        }

        var batch = (host.Id, layer.Demand.LayerKey);
        if (!placements.TryGetValue(batch, out var placement))
        {
            placements[batch] = placement = new Placement(host, layer.Demand, []);
        }

        placement.Categories.Add(category);
        return true;
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
            else if (BestHost(hosts, category) is { } host && (category.Locks is not { Count: > 0 } locks || Locks.TryPromise(key, locks, now)))
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

    /// <summary>The emptiest that can run it. What no host can ever run goes to any: there it is told so.</summary>
    private PlacementHost? BestHost(List<PlacementHost> hosts, CategoryDemand category)
    {
        PlacementHost? best = null;
        var anywhere = _sizes.Impossible(category) is not null;
        foreach (var host in hosts)
        {
            var isLarge = anywhere || (host.Report.MemoryMb >= category.MemoryMb && host.Report.CpuPercent >= category.CpuPercent);
            if (isLarge && (category.Host is null || host.Id == category.Host) && (best is null || host.Grants.Count - host.Capacity < best.Grants.Count - best.Capacity))
            {
                best = host;
            }
        }

        return best;
    }

    private void Served(QueuedLayer layer, DateTimeOffset now)
    {
        layer.Since = now;
        if (layer.Raised > 0)
        {
            Move(layer, 0);
        }
    }

    private void Move(QueuedLayer layer, int raised)
    {
        layer.Lane.Remove(layer);
        layer.Raised = raised;
        layer.Lane = Lane(LaneOf(layer.Demand) - raised);
        layer.Lane.Add(layer);
    }
}
