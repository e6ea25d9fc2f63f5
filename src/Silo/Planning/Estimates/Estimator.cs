namespace Apex.Planning.Estimates;

/// <summary>How long a plan probably takes: its phases played with what the categories took before. Pure.</summary>
internal static class Estimator
{
    /// <param name="plan">The plan.</param>
    /// <param name="history">Milliseconds by category.</param>
    /// <param name="slots">Commands that the hosts run at once.</param>
    /// <returns>Null if none of the plan's categories has a history.</returns>
    public static PlanEstimate? Of(ExecutionPlan plan, IReadOnlyDictionary<string, long> history, int slots)
    {
        var foreground = plan.Layers.Where(static layer => !layer.Background).ToList();
        var names = plan.Layers.SelectMany(static layer => layer.Categories).Select(static category => category.Name).ToList();
        var known = names.Where(history.ContainsKey).ToDictionary(static name => name, name => history[name]);
        if (known.Count == 0)
        {
            return null;
        }

        var atOnce = Math.Min(slots, plan.MaxParallelCategories);
        var done = new Dictionary<string, Played>();
        Played? last = null;
        foreach (var phase in foreground.GroupBy(static layer => layer.Phase).OrderBy(static phase => phase.Key))
        {
            last = new Timeline(phase, known, atOnce, done).Play(last is null ? 0 : last.End + plan.InterLayerDelayMs, last);
        }

        var layers = done.Values.GroupBy(static played => played.Layer).ToDictionary(static layer => layer.Key, Span);
        foreach (var layer in plan.Layers.Where(static layer => layer.Background))
        {
            var alone = new Dictionary<string, Played>(done);
            new Timeline([layer], known, atOnce, alone).Play(0, null);
            layers[layer.Name] = Span(alone.Values.Where(played => played.Layer == layer.Name));
        }

        return new PlanEstimate
        {
            DurationMs = last?.End ?? 0,
            Known = foreground.Sum(layer => layer.Categories.Count(category => known.ContainsKey(category.Name))),
            Unknown = foreground.Sum(layer => layer.Categories.Count(category => !known.ContainsKey(category.Name))),
            Layers = layers.Where(layer => plan.Layers.First(other => other.Name == layer.Key).Categories.Exists(category => known.ContainsKey(category.Name))).ToDictionary(),
            Categories = known,
            CriticalPath = Path(last),
        };
    }

    private static long Span(IEnumerable<Played> played)
    {
        var all = played.ToList();
        return all.Count == 0 ? 0 : all.Max(static one => one.End) - all.Min(static one => one.Start);
    }

    private static List<PlanStep> Path(Played? last)
    {
        var path = new List<PlanStep>();
        for (var at = last; at is not null; at = at.Cause)
        {
            if (at.End > at.Start)
            {
                path.Add(new PlanStep { Layer = at.Layer, Category = at.Category, DurationMs = at.End - at.Start });
            }
        }

        path.Reverse();
        return path;
    }
}
