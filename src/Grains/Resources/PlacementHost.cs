namespace Apex.Resources;

/// <summary>A host as the scheduler sees it: its last report and what was granted since.</summary>
public sealed class PlacementHost(string id)
{
    private readonly Dictionary<string, DateTimeOffset> _released = [];
    private readonly Queue<(string Key, DateTimeOffset At)> _releases = new();

    public string Id { get; } = id;

    public HostReport Report { get; set; } = null!;

    public DateTimeOffset SeenAt { get; set; }

    /// <summary>Nothing is granted before: its agent did not answer.</summary>
    public DateTimeOffset NotBefore { get; set; } = DateTimeOffset.MinValue;

    /// <summary>By category key: what it holds or was just given.</summary>
    public Dictionary<string, HostGrant> Grants { get; } = [];

    public int Capacity => Math.Max(16, 2 * Report.Slots);

    /// <summary>Attempts of the background lane among its grants.</summary>
    public int BackgroundGrants { get; set; }

    /// <summary>Room for the foreground: what the background holds takes nothing of it.</summary>
    public int Room => Math.Max(0, Capacity - (Grants.Count - BackgroundGrants));

    /// <summary>Room for the background: as much as can run, and nothing ahead of that.</summary>
    public int BackgroundRoom => Math.Max(0, Report.Slots - BackgroundGrants);

    /// <summary>True if it is to be filled up: in batches, not by one after each end, since three quarters of what it may hold keep its slots busy.</summary>
    public bool Takes(DateTimeOffset now) => Report.Accepting && now >= NotBefore && Room * 4 >= Capacity;

    public bool TakesBackground(DateTimeOffset now) => Report.Accepting && now >= NotBefore && BackgroundRoom > 0;

    public int RoomOf(bool background) => background ? BackgroundRoom : Room;

    /// <summary>Remembers that it let go of something: a report that was made before must not bring it back.</summary>
    public void RememberRelease(string key, DateTimeOffset now, TimeSpan memory)
    {
        _released[key] = now;
        _releases.Enqueue((key, now));
        while (_releases.TryPeek(out var oldest) && now - oldest.At > memory)
        {
            _releases.Dequeue();
            if (_released.TryGetValue(oldest.Key, out var at) && at == oldest.At)
            {
                _released.Remove(oldest.Key);
            }
        }
    }

    public void ForgetRelease(string key) => _released.Remove(key);

    public bool ReleasedLately(string key, DateTimeOffset now, TimeSpan memory) => _released.TryGetValue(key, out var at) && now - at <= memory;
}

/// <summary>Something that a host holds.</summary>
public sealed class HostGrant(DateTimeOffset at, bool background)
{
    public DateTimeOffset At { get; } = at;

    /// <summary>True if it is of the background lane. A host that is new to the scheduler does not say; the layer's next demand does.</summary>
    public bool Background { get; set; } = background;

    /// <summary>True once the host itself said that it holds it.</summary>
    public bool Confirmed { get; set; }
}

/// <summary>Categories of a layer that a host is to run.</summary>
public sealed record Placement(PlacementHost Host, LayerDemand Demand, List<CategoryDemand> Categories)
{
    public string LayerKey => Demand.LayerKey;
}
