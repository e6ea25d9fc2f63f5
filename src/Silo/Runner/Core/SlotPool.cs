using Apex.Persistence;
using Apex.Runner.Native;

namespace Apex.Runner;

/// <summary>The host's slots: threads and cages, made when first needed and used again.</summary>
internal sealed class SlotPool(
    RunnerOptions options, CageFactory cages, RunnerClock clock, ICrashPoints crash, Action<LaunchOrder, LaunchResult> launched) : IDisposable
{
    private readonly Stack<Slot> _free = new();
    private readonly List<Slot> _all = [];
    private readonly int _umask = ThisProcess.Umask();
    private int _made;
    private int _beyond;

    /// <summary>A free slot. The caller has been admitted: there is one, or one may be made.</summary>
    /// <param name="beyond">True for a service's command, which is not counted: it gets one however many there are.</param>
    public Slot Take(bool beyond)
    {
        _beyond += beyond ? 1 : 0;
        if (_free.TryPop(out var slot))
        {
            return slot;
        }

        return _made < options.Slots + _beyond ? Make(_made++, 0) : throw new InvalidOperationException("more attempts were admitted than there are slots");
    }

    /// <summary>A service's command is over; its slot comes back beside this.</summary>
    public void EndBeyond() => _beyond--;

    public void Return(Slot slot)
    {
        slot.Cage.Reset();
        _free.Push(slot);
    }

    /// <summary>Something in it cannot be ended: its cage is left to that, and the slot gets a new one.</summary>
    public void Replace(Slot slot)
    {
        _all.Remove(slot);
        slot.Dispose();
        _free.Push(Make(slot.Number, slot.Generation + 1));
    }

    /// <summary>Ends the threads and leaves all else as it is, as a crash would.</summary>
    public void Abandon()
    {
        foreach (var slot in _all)
        {
            slot.Dispose();
        }

        _all.Clear();
    }

    public void Dispose()
    {
        foreach (var slot in _all)
        {
            slot.Dispose();
            slot.Cage.Remove();
        }

        cages.RemoveRoot();
    }

    private Slot Make(int number, int generation)
    {
        var cage = cages.Create(number, generation);
        var slot = new Slot(number, generation, cage, new Launcher(cage, clock, crash, _umask), launched);
        _all.Add(slot);
        return slot;
    }
}
