using Apex.Executions;
using Apex.Progress;

namespace Apex.Following;

/// <summary>Where a run stands, by its events: counters a layer, and by name only the categories that run. Ten thousand categories cost a few lines.</summary>
internal sealed class RunBoard
{
    private readonly Dictionary<string, LayerLine> _layers = new(StringComparer.Ordinal);

    public string Execution { get; private set; } = "";

    /// <summary>When it was acknowledged: the time of its first event.</summary>
    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? StartedAt { get; private set; }

    /// <summary>What the gate came to; none while it is open.</summary>
    public Verdict Verdict { get; private set; }

    /// <summary>True after the last event.</summary>
    public bool Over { get; private set; }

    /// <summary>Services that are coming up: categories may wait for them.</summary>
    public SortedSet<string> Coming { get; } = new(StringComparer.Ordinal);

    /// <summary>Why nothing starts, if the region knows of a reason.</summary>
    public string? Trouble { get; set; }

    /// <summary>True if categories are left and none runs.</summary>
    public bool Idle => !Over && Verdict == Verdict.None && !_layers.Values.Any(layer => layer.Running.Count > 0);

    /// <summary>Layers in the plan's order.</summary>
    public IReadOnlyCollection<LayerLine> Layers => _layers.Values;

    /// <summary>True while a background layer has not ended.</summary>
    public bool BackgroundOpen => _layers.Values.Any(layer => layer is { Background: true, Ended: false });

    /// <summary>Learns the layers and their sizes, so that what has not begun is shown too.</summary>
    public void Begin(ExecutionSnapshot execution)
    {
        Execution = execution.Id;
        CreatedAt = execution.CreatedAt;
        StartedAt = execution.StartedAt ?? execution.CreatedAt;
        foreach (var layer in execution.Layers)
        {
            _layers.TryAdd(layer.Name, new LayerLine(layer.Name) { Background = layer.Background, Total = layer.Tally.Total });
        }
    }

    public void Apply(ProgressEvent progress, EventFacts facts)
    {
        var layer = progress.Layer is { } name ? Layer(name) : null;
        switch (progress.Type)
        {
            case EventTypes.OrchestrationStarted:
                StartedAt = progress.Timestamp;
                break;
            case EventTypes.VerdictDecided:
                Verdict = facts.Verdict;
                break;
            case EventTypes.OrchestrationCompleted:
                Over = true;
                break;
            case EventTypes.ServiceStarting when facts.Service is { } service:
                Coming.Add(service);
                break;
            case EventTypes.ServiceHealthy or EventTypes.ServiceUnhealthy or EventTypes.ServiceStopped when facts.Service is { } service:
                Coming.Remove(service);
                break;
            case EventTypes.LayerStarted:
                layer!.StartedAt = progress.Timestamp;
                layer.Total = facts.Categories ?? layer.Total;
                layer.Background = facts.Background ?? layer.Background;
                break;
            case EventTypes.LayerCompleted or EventTypes.LayerSkipped or EventTypes.LayerCancelled:
                layer!.End(progress, facts);
                break;
            case EventTypes.CategoryStarted when progress.Category is { } category:
                layer!.Running[category] = progress.Timestamp;
                break;
            case EventTypes.CategoryRetrying when progress.Category is { } category:
                layer!.Running.Remove(category);
                break;
            case EventTypes.AttemptStarted when progress.Category is { } category:
                layer!.Running.TryAdd(category, progress.Timestamp);
                break;
            case EventTypes.CategoryCompleted or EventTypes.CategorySkipped or EventTypes.CategoryCancelled when progress.Category is { } category:
                layer!.EndCategory(category, progress.Type, facts);
                break;
        }
    }

    private LayerLine Layer(string name)
    {
        if (!_layers.TryGetValue(name, out var layer))
        {
            _layers[name] = layer = new LayerLine(name);
        }

        return layer;
    }
}

/// <summary>One layer of the board.</summary>
internal sealed class LayerLine(string name)
{
    public string Name { get; } = name;

    public bool Background { get; set; }

    public int Total { get; set; }

    public int Done { get; private set; }

    public int NotPassed { get; private set; }

    public TestCounts? Counts { get; private set; }

    public DateTimeOffset? StartedAt { get; set; }

    public TimeSpan? Duration { get; private set; }

    public bool Ended { get; private set; }

    public Verdict Verdict { get; private set; }

    /// <summary>Categories whose command runs, by the time of its start.</summary>
    public Dictionary<string, DateTimeOffset> Running { get; } = new(StringComparer.Ordinal);

    public void End(ProgressEvent progress, EventFacts facts)
    {
        if (progress.Type == EventTypes.LayerCancelled)
        {
            return; // it still ends what runs; its completion follows
        }

        Ended = true;
        Verdict = progress.Type == EventTypes.LayerSkipped ? Verdict.Skipped : facts.Verdict;
        Duration = facts.Duration ?? (StartedAt is { } start ? progress.Timestamp - start : null);
        Counts = facts.Counts ?? Counts;
        Running.Clear();
    }

    public void EndCategory(string category, string type, EventFacts facts)
    {
        if (type == EventTypes.CategoryCancelled)
        {
            return; // its completion follows
        }

        Running.Remove(category);
        Done++;
        if (facts.Counts is { } counts)
        {
            Counts = Counts is null ? counts : Counts + counts;
        }

        if (type == EventTypes.CategoryCompleted && facts.Verdict != Verdict.Passed)
        {
            NotPassed++;
        }
    }
}
