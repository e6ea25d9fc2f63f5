namespace Apex.Resources;

/// <summary>A host as the scheduler sees it: its last report and what was granted since.</summary>
public sealed class PlacementHost(string id)
{
    private readonly Dictionary<string, DateTimeOffset> _released = [];
    private readonly Queue<(string Key, DateTimeOffset At)> _releases = new();
    private readonly Dictionary<string, HostGrant> _grants = [];
    private readonly Dictionary<string, int> _projects = [];

    public string Id { get; } = id;

    public HostReport Report { get; set; } = null!;

    public DateTimeOffset SeenAt { get; set; }

    /// <summary>Nothing is granted before: its agent did not answer.</summary>
    public DateTimeOffset NotBefore { get; set; } = DateTimeOffset.MinValue;

    /// <summary>By category key: what it holds or was just given.</summary>
    public IReadOnlyDictionary<string, HostGrant> Grants => _grants;

    public int Capacity => Math.Max(16, 2 * Report.Slots);

    /// <summary>Attempts of the background lane among its grants.</summary>
    public int BackgroundGrants { get; private set; }

    /// <summary>Room for the foreground: what the background holds takes nothing of it.</summary>
    public int Room => Math.Max(0, Capacity - (_grants.Count - BackgroundGrants));

    /// <summary>Room for the background: as much as can run, and nothing ahead of that.</summary>
    public int BackgroundRoom => Math.Max(0, Report.Slots - BackgroundGrants);

    public bool IsTaking(DateTimeOffset now) => Report.Accepting && now >= NotBefore;

    /// <summary>True if a project that has less here than there are slots may add to it, however much others have placed ahead: the host lets projects take turns.</summary>
    public bool TakesOf(string project, DateTimeOffset now) =>
        IsTaking(now) && _grants.Count < 2 * Capacity && _projects.GetValueOrDefault(project) < Report.Slots;

    /// <summary>True if it is to be filled up: in batches, not by one after each end, since three quarters of what it may hold keep its slots busy.</summary>
    public bool Takes(DateTimeOffset now) => IsTaking(now) && Room * 4 >= Capacity;

    public HostGrant Add(string key, HostGrant grant)
    {
        _grants[key] = grant;
        Count(grant, 1);
        return grant;
    }

    public bool Remove(string key)
    {
        if (!_grants.Remove(key, out var grant))
        {
            return false;
        }

        Count(grant, -1);
        return true;
    }

    /// <summary>A grant turns out to be of the background lane, or not.</summary>
    public void Book(HostGrant grant, bool background)
    {
        BackgroundGrants += (background ? 1 : 0) - (grant.Background ? 1 : 0);
        grant.Background = background;
    }

    public bool TakesBackground(DateTimeOffset now) => IsTaking(now) && BackgroundRoom > 0;

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

    private void Count(HostGrant grant, int difference)
    {
        BackgroundGrants += grant.Background ? difference : 0;
        if (grant.Project is { } project && (_projects[project] = _projects.GetValueOrDefault(project) + difference) == 0)
        {
            _projects.Remove(project);
        }
    }

    public void ForgetRelease(string key) => _released.Remove(key);

    public bool ReleasedLately(string key, DateTimeOffset now, TimeSpan memory) => _released.TryGetValue(key, out var at) && now - at <= memory;
}

/// <summary>Something that a host holds.</summary>
public sealed class HostGrant(DateTimeOffset at, string? project, bool background)
{
    /// <summary>Null if its layer has not said yet whose it is.</summary>
    public string? Project { get; } = project;

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
