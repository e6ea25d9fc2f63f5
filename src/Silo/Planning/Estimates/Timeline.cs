using Apex.Layers;

namespace Apex.Planning.Estimates;

/// <summary>Plays layers that run at the same time: who starts when, and whose end let it start.</summary>
internal sealed class Timeline
{
    private readonly IReadOnlyDictionary<string, long> _durations;
    private readonly int _atOnce;
    private readonly Dictionary<string, Played> _done;
    private readonly PriorityQueue<Played, (long End, int Number)> _running = new();
    private readonly List<Lane> _lanes;
    private int _number;

    /// <param name="layers">Layers of one phase.</param>
    /// <param name="durations">Milliseconds by category; one that is missing takes no time.</param>
    /// <param name="atOnce">Categories that may run at once, over all layers.</param>
    /// <param name="done">What ended in earlier phases; what ends here is added.</param>
    public Timeline(IEnumerable<LayerPlan> layers, IReadOnlyDictionary<string, long> durations, int atOnce, Dictionary<string, Played> done)
    {
        (_durations, _atOnce, _done) = (durations, Math.Max(1, atOnce), done);
        var all = layers.ToList();
        _lanes = [.. all.Select(layer => new Lane(layer, InOrder(layer, all)))];
    }

    private IEnumerable<CategoryPlan> InOrder(LayerPlan layer, List<LayerPlan> all) => StartOrder.Asks(layer, all).Count == 0
        ? layer.Categories
        : StartOrder.Ranks(layer, all, _durations).Zip(layer.Categories).OrderBy(static pair => pair.First).Select(static pair => pair.Second);

    private sealed class Lane(LayerPlan layer, IEnumerable<CategoryPlan> inOrder)
    {
        public LayerPlan Layer { get; } = layer;

        public LinkedList<CategoryPlan> Waiting { get; } = new(inOrder);

        public int Running { get; set; }

        public int Limit { get; } = layer.Mode == LayerMode.Sequential ? 1 : layer.MaxParallelInstances;

        /// <summary>Priority of the hybrid group that runs.</summary>
        public int Group { get; set; } = int.MinValue;
    }

    /// <param name="start">When the phase begins.</param>
    /// <param name="before">What ended last before it; null for the first phase.</param>
    /// <returns>What ends last of everything so far.</returns>
    public Played? Play(long start, Played? before)
    {
        var (now, last) = (start, before);
        Begin(now, before);
        while (_running.TryDequeue(out var ended, out _))
        {
            now = ended.End;
            _lanes[ended.Lane].Running--;
            _done[ended.Category] = ended;
            last = last is null || ended.End >= last.End ? ended : last;
            Begin(now, ended);
        }

        return last;
    }

    private void Begin(long now, Played? cause)
    {
        for (var number = 0; number < _lanes.Count; number++)
        {
            var lane = _lanes[number];
            if (lane.Running == 0 && lane.Waiting.First is { } first)
            {
                lane.Group = first.Value.PriorityOrder;
            }

            for (var node = lane.Waiting.First; node is not null && lane.Running < lane.Limit && _running.Count < _atOnce;)
            {
                var (category, next) = (node.Value, node.Next);
                if (MayBegin(lane, category))
                {
                    var waitedFor = category.DependsOn.Select(name => _done.GetValueOrDefault(name)).FirstOrDefault(other => other?.End == now) ?? cause;
                    var played = new Played(lane.Layer.Name, category.Name, number, now, now + _durations.GetValueOrDefault(category.Name), waitedFor);
                    _running.Enqueue(played, (played.End, _number++));
                    lane.Waiting.Remove(node);
                    lane.Running++;
                }

                node = next;
            }
        }
    }

    private bool MayBegin(Lane lane, CategoryPlan category) =>
        (lane.Layer.Mode != LayerMode.Hybrid || category.PriorityOrder == lane.Group) && category.DependsOn.TrueForAll(_done.ContainsKey);
}

/// <param name="Layer">Its layer.</param>
/// <param name="Category">The category.</param>
/// <param name="Lane">Number of the layer in its phase.</param>
/// <param name="Start">Milliseconds from the start of the execution.</param>
/// <param name="End">Likewise.</param>
/// <param name="Cause">What ended when this one began: its dependency, or whoever held its place.</param>
internal sealed record Played(string Layer, string Category, int Lane, long Start, long End, Played? Cause);
