using Apex.Persistence;
using Apex.Runner.Native;

namespace Apex.Runner;

/// <summary>The host's slots: threads and cages, made when first needed and used again.</summary>
internal sealed class SlotPool(
    RunnerOptions options, CageFactory cages, LimitFactory limits, RunnerClock clock, ICrashPoints crash, Action<LaunchOrder, LaunchResult> launched) : IDisposable
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

        // The foreground's, and as many again if the background holds its own.
        return _made < (2 * options.Slots) + _beyond ? Make(_made++) : throw new InvalidOperationException("more attempts were admitted than there are slots");
    }

    /// <summary>A command is over; its slot comes back beside this.</summary>
    public void Ended(bool beyond) => _beyond -= beyond ? 1 : 0;

    /// <summary>What ran in it has ended. If something lives in it all the same, the slot gets a new cage.</summary>
    /// <param name="slot">Free from now on.</param>
    /// <param name="isEmpty">False if nobody can say that nothing is left: what is may still write to the attempt's folder.</param>
    public void Return(Slot slot, bool isEmpty)
    {
        if (!isEmpty)
        {
            slot.KeepFolder();
        }

        if (slot.Cage.Reset() && slot.Limits.Clear())
        {
            _free.Push(slot);
        }
        else
        {
            Replace(slot);
        }
    }

    /// <summary>Something in it cannot be ended: its cage is left to that, and the slot gets a new one.</summary>
    public void Replace(Slot slot)
    {
        _all.Remove(slot);
        slot.Dispose();
        _free.Push(Make(slot.Number));
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
            slot.Limits.Remove();
        }

        cages.RemoveAll();
    }

    private Slot Make(int number)
    {
        var cage = cages.Create(number);
        var limit = limits.Create(number, cage);
        var slot = new Slot(number, cage, limit, new Launcher(cage, limit, clock, crash, _umask), launched);
        _all.Add(slot);
        return slot;
    }
}
