namespace Apex.Runner;

/// <summary>Holds the processes of one slot's current attempt together. Belongs to the slot and is used again.</summary>
internal interface ISlotCage
{
    /// <summary>True if <see cref="Members"/> sees every process that the attempt made, whatever it did to hide.</summary>
    bool Proves { get; }

    /// <summary>Called once on the slot's spawner thread, before it spawns anything.</summary>
    void EnterFromSpawner();

    /// <summary>File that a command's process must write 0 into before it becomes the command; null if it is born in the cage.</summary>
    string? JoinFile { get; }

    /// <summary>Adds the processes that live in it.</summary>
    void Members(List<int> pids);

    /// <summary>SIGKILL to all of them, once, with no chance to fork away where the kernel allows that.</summary>
    void Kill();

    /// <summary>Makes it usable for the next attempt. Changes nothing while something lives in it: a limit that is lifted then would let it go.</summary>
    /// <returns>False if something lives in it: it must not be used again.</returns>
    bool Reset();

    /// <summary>Removes it.</summary>
    void Remove();
}

/// <summary>No cgroup is writable: the children list and the mark have to do.</summary>
internal sealed class NoCage : ISlotCage
{
    public bool Proves => false;

    public void EnterFromSpawner()
    {
        // Nothing to enter.
    }

    public string? JoinFile => null;

    public void Members(List<int> pids)
    {
        // Nothing is known here; OrphanWatch looks.
    }

    public void Kill()
    {
        // OrphanWatch kills.
    }

    public bool Reset() => true; // nothing was changed

    public void Remove()
    {
        // Nothing was made.
    }
}
