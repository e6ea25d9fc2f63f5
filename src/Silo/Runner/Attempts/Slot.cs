namespace Apex.Runner;

/// <summary>A place for one command at a time: a cage, and the thread that starts processes in it.</summary>
/// <remarks>A thread per slot, not per attempt: a cgroup v1 is joined by a thread, and what the thread spawns is born in it.</remarks>
internal sealed class Slot : IDisposable
{
    // Not a semaphore: that spins before it sleeps, which takes time from the commands.
    private readonly object _gate = new();
    private readonly Launcher _launcher;
    private readonly Action<LaunchOrder, LaunchResult> _launched;
    private readonly Thread _thread;
    private LaunchOrder? _order;
    private bool _ended;
    private bool _entered;

    public Slot(int number, ISlotCage cage, ISlotLimits limits, Launcher launcher, Action<LaunchOrder, LaunchResult> launched)
    {
        Number = number;
        Cage = cage;
        Limits = limits;
        _launcher = launcher;
        _launched = launched;
        _thread = new Thread(Run) { IsBackground = true, Name = $"apex-slot-{number}" };
        _thread.Start();
    }

    public int Number { get; }

    public ISlotCage Cage { get; }

    public ISlotLimits Limits { get; }

    /// <summary>True if its cage alone shows everything that runs in it.</summary>
    public bool Proves => Cage.Proves && Volatile.Read(ref _entered);

    /// <summary>Starts a command on the slot's thread; the slot is free (the loop knows).</summary>
    public void Launch(LaunchOrder order)
    {
        lock (_gate)
        {
            _order = order;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>The folder of what ran in it is nobody else's; the slot is free (the loop knows).</summary>
    public void KeepFolder() => _launcher.KeepFolder();

    /// <summary>Ends the thread after what it is doing.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _ended = true;
            Monitor.Pulse(_gate);
        }

        _thread.Join();
        _launcher.Dispose();
    }

    private void Run()
    {
        try
        {
            _launcher.Enter();
            Volatile.Write(ref _entered, true);
        }
        catch (IOException)
        {
            // The group was removed under our feet. What runs here is found by the list of orphans, and nothing claims more.
        }

        while (Next() is { } order)
        {
            _launched(order, _launcher.Launch(order));
        }
    }

    private LaunchOrder? Next()
    {
        lock (_gate)
        {
            while (_order is null && !_ended)
            {
                Monitor.Wait(_gate);
            }

            var order = _ended ? null : _order;
            _order = null;
            return order;
        }
    }
}
