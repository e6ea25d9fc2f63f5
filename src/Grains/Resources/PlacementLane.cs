namespace Apex.Resources;

/// <summary>Layers of one priority take turns: first the projects, within each its branches, then executions, then the layers of one.</summary>
/// <remarks>So neither many executions nor many layers make a project's share larger.</remarks>
public sealed class PlacementLane
{
    private readonly Turns _root = new(null, "");

    /// <summary>Number of layers.</summary>
    public int Count => _root.Count;

    public IEnumerable<QueuedLayer> Layers => _root.All;

    public IEnumerable<string> Projects => _root.Keys;

    public void Add(QueuedLayer layer) => _root.Of(layer.Demand.Project ?? "").Of(layer.Demand.Branch ?? "").Of(layer.Execution).Add(layer);

    public void Remove(QueuedLayer layer) => _root.Of(layer.Demand.Project ?? "").Of(layer.Demand.Branch ?? "").Of(layer.Execution).Remove(layer);

    /// <summary>The layer whose turn it is; it goes to the end.</summary>
    public QueuedLayer Next() => _root.Next();

    /// <summary>The layer of a project whose turn it is; it goes to the end of that project.</summary>
    public QueuedLayer NextOf(string project) => _root.Of(project).Next();

    public int CountOf(string project) => _root.Of(project).Count;

    /// <summary>A round of turns: either of further rounds, or of layers.</summary>
    private sealed class Turns(Turns? parent, string key)
    {
        private readonly LinkedList<Turns> _order = [];
        private readonly Dictionary<string, LinkedListNode<Turns>> _children = [];
        private readonly LinkedList<QueuedLayer> _layers = [];

        public int Count { get; private set; }

        public IEnumerable<string> Keys => _order.Select(child => child.Key);

        public IEnumerable<QueuedLayer> All => _order.SelectMany(child => child.All).Concat(_layers);

        private string Key => key;

        public Turns Of(string child)
        {
            if (!_children.TryGetValue(child, out var node))
            {
                _children[child] = node = _order.AddLast(new Turns(this, child));
            }

            return node.Value;
        }

        public void Add(QueuedLayer layer)
        {
            _layers.AddLast(layer);
            Counted(1);
        }

        public void Remove(QueuedLayer layer)
        {
            _layers.Remove(layer);
            Counted(-1);
        }

        public QueuedLayer Next()
        {
            if (_order.First is { } child)
            {
                _order.RemoveFirst();
                _order.AddLast(child);
                return child.Value.Next();
            }

            var layer = _layers.First!;
            _layers.RemoveFirst();
            _layers.AddLast(layer);
            return layer.Value;
        }

        private void Counted(int difference)
        {
            Count += difference;
            parent?.Counted(difference);
            if (Count == 0)
            {
                parent?.Forget(key);
            }
        }

        private void Forget(string child)
        {
            if (_children.Remove(child, out var node))
            {
                _order.Remove(node);
            }
        }
    }
}

/// <summary>What one layer wants and has.</summary>
public sealed class QueuedLayer(LayerDemand demand, PlacementLane lane, DateTimeOffset since)
{
    public LayerDemand Demand { get; } = demand;

    /// <summary>Where it stands now: the lane of its priority, or after a long wait a better one.</summary>
    public PlacementLane Lane { get; set; } = lane;

    public string Execution { get; } = ApexKeys.SplitLayer(demand.LayerKey).Execution;

    public LinkedList<CategoryDemand> Waiting { get; } = new(demand.Categories);

    /// <summary>Attempts of it that are with hosts.</summary>
    public int Placed { get; set; }

    /// <summary>When it got something for the last time, or began to wait.</summary>
    public DateTimeOffset Since { get; set; } = since;

    /// <summary>Lanes that it rose by waiting.</summary>
    public int Raised { get; set; }
}
