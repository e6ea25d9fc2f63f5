namespace Apex.Testing;

/// <summary>What a run may reserve, said by the test: the checker asks nobody whom it checks.</summary>
public sealed record ReservationLimits
{
    /// <summary>Attempts that may run at once on a host.</summary>
    public required int Slots { get; init; }

    /// <summary>MiB of a host.</summary>
    public required int MemoryMb { get; init; }

    /// <summary>Percent of one core of a host.</summary>
    public required int CpuPercent { get; init; }

    /// <summary>By layer id.</summary>
    public IReadOnlyDictionary<string, LayerReservations> Layers { get; init; } = new Dictionary<string, LayerReservations>();

    /// <summary>What is enforced on the memory of a category, MiB, by name; measured peaks are held against it.</summary>
    public IReadOnlyDictionary<string, int> EnforcedMemoryMb { get; init; } = new Dictionary<string, int>();

    /// <summary>Categories that must all have run to an end; empty for whatever was queued.</summary>
    public IReadOnlyCollection<string> Categories { get; init; } = [];
}

/// <param name="Count">Attempts of the layer that may run at once.</param>
/// <param name="MemoryMb">MiB that they may reserve together.</param>
/// <param name="CpuPercent">Percent of one core that they may reserve together.</param>
public sealed record LayerReservations(int Count, int MemoryMb, int CpuPercent);
