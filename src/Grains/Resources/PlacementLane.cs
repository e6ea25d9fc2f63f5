namespace Apex.Resources;

/// <summary>Layers of one priority: executions take turns, the layers of one execution too.</summary>
public sealed class PlacementLane
{
    private readonly LinkedList<string> _turns = [];
    private readonly Dictionary<string, LinkedList<QueuedLayer>> _executions = [];

    /// <summary>Number of layers.</summary>
    public int Count { get; private set; }

    public IEnumerable<QueuedLayer> Layers => _turns.SelectMany(execution => _executions[execution]);

    public void Add(QueuedLayer layer)
    {
        if (!_executions.TryGetValue(layer.Execution, out var layers))
        {
            _executions[layer.Execution] = layers = [];
            _turns.AddLast(layer.Execution);
        }

        layers.AddLast(layer);
        Count++;
    }

    public void Remove(QueuedLayer layer)
    {
        var layers = _executions[layer.Execution];
        layers.Remove(layer);
        Count--;
        if (layers.Count == 0)
        {
            _executions.Remove(layer.Execution);
            _turns.Remove(layer.Execution);
        }
    }

    /// <summary>The layer whose turn it is; it goes to the end.</summary>
    public QueuedLayer Next()
    {
        var execution = _turns.First!.Value;
        _turns.RemoveFirst();
        _turns.AddLast(execution);
        var layers = _executions[execution];
        var layer = layers.First!.Value;
        layers.RemoveFirst();
        layers.AddLast(layer);
        return layer;
    }
}

/// <summary>What one layer wants and has.</summary>
public sealed class QueuedLayer(LayerDemand demand, PlacementLane lane)
{
    public LayerDemand Demand { get; } = demand;

    public PlacementLane Lane { get; } = lane;

    public string Execution { get; } = ApexKeys.SplitLayer(demand.LayerKey).Execution;

    public LinkedList<CategoryDemand> Waiting { get; } = new(demand.Categories);

    /// <summary>Attempts of it that are with hosts.</summary>
    public int Placed { get; set; }
}
