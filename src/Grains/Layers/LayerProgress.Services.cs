namespace Apex.Layers;

/// <summary>Categories that wait for services. They count as open in their group, so that groups still go in turn.</summary>
public sealed partial class LayerProgress
{
    private readonly SortedSet<int> _waitingForService = [];
    private readonly LayerServiceStates _services = new();

    /// <summary>Version of the services that was told last; 0 for none.</summary>
    public int ServicesVersion => _services.Version;

    /// <summary>Categories that could start but for a service that is not up.</summary>
    public IEnumerable<string> WaitingForService => _waitingForService.Select(Name);

    /// <summary>Categories that can never run, because a service is not there, and why.</summary>
    public IReadOnlyList<(string Category, string Reason)> Unservable =>
        [.. _waitingForService.Select(index => (Name(index), _services.WhyNot(_plan.Categories[index]))).Where(pair => pair.Item2 is not null).Select(pair => (pair.Item1, pair.Item2!))];

    /// <summary>Takes in how the services stand. Categories wait for theirs, and wait again if one is gone before they start.</summary>
    public void See(LayerServices services)
    {
        _services.Take(services);
        for (var index = 0; index < _slots.Length; index++)
        {
            if (_plan.Categories[index].Services.Count > 0 && (_waitingForService.Contains(index) || _slots[index].Phase == SlotPhase.Ready))
            {
                MakeReady(index);
            }
        }
    }

    /// <summary>The layer's time for its services is over: what waits for one waits no longer.</summary>
    public void GiveUpServices(string why) => _services.GivenUp = why;

    private void MakeReady(int index)
    {
        if (_services.AreUp(_plan.Categories[index]))
        {
            Move(index, SlotPhase.Ready);
        }
        else
        {
            Move(index, SlotPhase.Blocked);
            _waitingForService.Add(index);
        }
    }
}
