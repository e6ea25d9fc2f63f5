using Apex.Planning;

namespace Apex.Output;

/// <summary>A plan for people: phases, layers, categories with their final commands and limits; then what does not run and why.</summary>
internal sealed class PlanText(Paint paint)
{
    private const int StepsShown = 30;

    public IEnumerable<string> Lines(PlanReply reply)
    {
        var plan = reply.Plan!;
        yield return $"{paint.Bold(Wording.Clean(plan.Project))}  {Wording.Clean(plan.Mode)}  {plan.Environment}";
        var pause = plan.InterLayerDelayMs > 0 ? $", {Wording.Limit(plan.InterLayerDelayMs)} between phases" : "";
        yield return $"limit {Wording.Limit(plan.TimeoutMs)}, at most {Wording.Count(plan.MaxParallelCategories, "category", "categories")} at once{pause}";
        yield return $"estimate: {Estimate(reply.Estimate)}";
        yield return paint.Dim($"plan {reply.Hash}");
        foreach (var phase in plan.Layers.GroupBy(layer => layer.Background ? 0 : layer.Phase))
        {
            yield return "";
            yield return paint.Bold(phase.Key == 0 ? "Background" : $"Phase {phase.Key}");
            foreach (var line in phase.SelectMany(layer => Layer(layer, plan, reply.Estimate)))
            {
                yield return $"  {line}";
            }
        }

        foreach (var line in PlanServices.Lines(plan, paint).Concat(Path(reply.Estimate)).Concat(Omitted(reply.Omitted)))
        {
            yield return line;
        }
    }

    private static string Estimate(PlanEstimate? estimate) => estimate switch
    {
        null => "no history of these categories yet",
        { Unknown: 0 } => About(estimate.DurationMs),
        _ => $"at least {About(estimate.DurationMs)}: {estimate.Unknown} of {estimate.Known + estimate.Unknown} categories have no history",
    };

    private IEnumerable<string> Layer(LayerPlan layer, ExecutionPlan plan, PlanEstimate? estimate)
    {
        var title = layer.Title is { } name && name != layer.Name ? $"  {Wording.Clean(name)}" : "";
        yield return $"{paint.Bold(layer.Name)}{title}{Known(estimate?.Layers, layer.Name)}";
        var facts = new List<string>
        {
            WireNames.Of(layer.Mode),
            $"fail fast {WireNames.Of(layer.FailFast)}",
            $"budget {Wording.Limit(layer.BudgetMs)}",
            $"at most {layer.MaxParallelInstances} at once",
        };
        if (layer.DependsOn.Count > 0)
        {
            facts.Add($"after {string.Join(", ", layer.DependsOn)}");
        }

        yield return $"  {paint.Dim(string.Join(", ", facts))}";
        yield return $"  {paint.Dim($"passes with: {Gate(layer.Criteria)}")}";
        foreach (var line in layer.Categories.SelectMany(category => Category(category, plan, estimate)))
        {
            yield return $"  {line}";
        }
    }

    private IEnumerable<string> Category(CategoryPlan category, ExecutionPlan plan, PlanEstimate? estimate)
    {
        yield return $"{category.Name}  {paint.Dim(string.Join(", ", Facts(category, plan)))}{Known(estimate?.Categories, category.Name)}";
        var mark = "$";
        foreach (var line in CommandText.Of(category.Command).Split('\n'))
        {
            yield return $"  {paint.Dim(mark)} {Wording.Clean(line)}".TrimEnd();
            mark = " ";
        }
    }

    private static IEnumerable<string> Facts(CategoryPlan category, ExecutionPlan plan)
    {
        yield return $"timeout {Wording.Limit(category.TimeoutMs)}";
        foreach (var fact in new[]
        {
            category.NoOutputTimeoutMs is { } silence ? $"silent for at most {Wording.Limit(silence)}" : null,
            category.Critical ? "critical" : null,
            category.DependsOn.Count > 0 ? $"after {string.Join(", ", category.DependsOn)}" : null,
            category.Retry.Retries > 0 ? $"{Wording.Count(category.Retry.Retries, "retry", "retries")} on {string.Join(", ", category.Retry.On.Select(WireNames.Of))}" : null,
            category.Results is { } results ? $"{results.Format} report{(results.Path is { } path ? $" {Wording.Clean(path)}" : "")}" : null,
            category.Services.Count > 0 ? $"needs {string.Join(", ", category.Services)}" : null,
            category.Locks.Count > 0 ? $"locks {string.Join(", ", category.Locks)}" : null,
            category.MemoryLimitMb is { } memory ? $"memory {memory} MiB" : null,
            category.CpuLimitPercent is { } cpu ? $"CPU {cpu} %" : null,
            category.ProcessLimit is { } processes ? $"{processes} processes" : null,
            category.SecretNames.Count > 0 ? $"secrets {string.Join(", ", category.SecretNames)}" : null,
            category.WorkingDirectory != plan.ProjectFolder ? $"in {Wording.Clean(System.IO.Path.GetRelativePath(plan.ProjectFolder, category.WorkingDirectory))}" : null,
        })
        {
            if (fact is not null)
            {
                yield return fact;
            }
        }
    }

    private static string Gate(SuccessCriteria criteria)
    {
        List<string> parts = [$"pass rate {criteria.MinPassRate:0.####}", criteria.MaxFailures == 0 ? "no failure" : $"at most {Wording.Count(criteria.MaxFailures, "failure", "failures")}"];
        if (criteria.CriticalMustPass)
        {
            parts.Add("all critical categories");
        }

        if (criteria.AllowPartial)
        {
            parts.Add("what did not run is allowed");
        }

        return string.Join(", ", parts);
    }

    private IEnumerable<string> Path(PlanEstimate? estimate)
    {
        if (estimate is null or { CriticalPath.Count: 0 })
        {
            yield break;
        }

        yield return "";
        yield return paint.Bold("Critical path");
        var table = new TextTable();
        foreach (var step in estimate.CriticalPath.Take(StepsShown))
        {
            table.Add($"{step.Layer}/{step.Category}", About(step.DurationMs));
        }

        if (estimate.CriticalPath.Count > StepsShown)
        {
            table.Add(new Cell($"and {estimate.CriticalPath.Count - StepsShown} more", paint.Dim));
        }

        foreach (var line in table.Lines(paint, "  "))
        {
            yield return line;
        }
    }

    private IEnumerable<string> Omitted(List<PlanOmission> omitted)
    {
        if (omitted.Count == 0)
        {
            yield break;
        }

        yield return "";
        yield return paint.Bold("Does not run");
        var table = new TextTable();
        foreach (var omission in omitted)
        {
            table.Add(omission.Category is null ? omission.Layer : $"{omission.Layer}/{omission.Category}", new Cell(Wording.Clean(omission.Message), paint.Dim));
        }

        foreach (var line in table.Lines(paint, "  "))
        {
            yield return line;
        }
    }

    private string Known(Dictionary<string, long>? estimates, string name) =>
        estimates is not null && estimates.TryGetValue(name, out var known) ? $"  {paint.Blue($"≈ {About(known)}")}" : "";

    private static string About(long milliseconds) => Wording.Duration(TimeSpan.FromMilliseconds(milliseconds));
}
