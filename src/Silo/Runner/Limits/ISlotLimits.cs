namespace Apex.Runner;

/// <summary>Holds the current attempt of one slot to its limits. Belongs to the slot; nothing of it is touched for an attempt without limits.</summary>
internal interface ISlotLimits
{
    /// <summary>On the slot's thread: what it spawns from now on is under these limits.</summary>
    /// <exception cref="IOException">A limit was refused by the kernel.</exception>
    void Enter(AttemptLimits limits, bool background);

    /// <summary>On the slot's thread: what it spawns from now on is not.</summary>
    void Leave();

    /// <summary>What the kernel counted since <see cref="Enter"/>.</summary>
    LimitReading Read();

    /// <summary>Takes the limits off. Does nothing while something lives under them.</summary>
    /// <returns>False if something does: the slot must not be used again.</returns>
    bool Clear();

    /// <summary>Removes what was made.</summary>
    void Remove();
}

/// <param name="PeakMemoryMb">Highest memory use, MiB; null where it is not counted.</param>
/// <param name="OutOfMemoryKills">Processes that the kernel killed for want of memory.</param>
/// <param name="RefusedForks">Processes and threads that were refused by the limit on their number.</param>
internal readonly record struct LimitReading(int? PeakMemoryMb, int OutOfMemoryKills, int RefusedForks);

/// <summary>No group is writable: the runner looks by itself (<see cref="LimitWatch"/>).</summary>
internal sealed class NoSlotLimits : ISlotLimits
{
    public void Enter(AttemptLimits limits, bool background)
    {
        // Nothing to enter.
    }

    public void Leave()
    {
        // Nothing was entered.
    }

    public LimitReading Read() => default;

    public bool Clear() => true;

    public void Remove()
    {
        // Nothing was made.
    }
}
