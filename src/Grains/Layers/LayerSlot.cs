namespace Apex.Layers;

/// <summary>What <see cref="LayerProgress"/> remembers of one category.</summary>
internal sealed class LayerSlot
{
    public SlotPhase Phase { get; set; }

    public int Group { get; init; }

    /// <summary>Dependencies that have not passed yet.</summary>
    public int Missing { get; set; }

    /// <summary>Categories of this layer that wait for it.</summary>
    public List<int>? Dependents { get; set; }

    /// <summary>True once the scheduler was asked for it: it may have a row that nobody told us of.</summary>
    public bool Asked { get; set; }

    public bool HasRow { get; set; }

    public int LastAttempt { get; set; }

    /// <summary>Host that has its open attempt, if one is known.</summary>
    public string? Host { get; set; }

    public string? Reason { get; set; }

    public bool Ended => Phase == SlotPhase.Ended;
}

internal enum SlotPhase
{
    /// <summary>Waits for a dependency.</summary>
    Blocked = 0,

    /// <summary>Waits for its turn.</summary>
    Ready = 1,

    /// <summary>Part of the demand: with the scheduler or with a host.</summary>
    Asked = 2,

    /// <summary>Waits for its backoff.</summary>
    Retry = 3,

    Ended = 4,
}
