using System.Runtime.CompilerServices;
using Apex.Categories;
using Apex.Layers;
using Apex.Persistence;
using Apex.Planning;

namespace Apex.Executions;

/// <summary>Shows an execution from rows: its own, its layers', one page of its categories'.</summary>
public sealed class ExecutionView(IGrainFactory grains, ICategoryRows rows)
{
    public const int LargestPage = 1_000;

    private readonly SkipReasons _reasons = new(grains);
    private readonly ConditionalWeakTable<LayerPlan, string[]> _sortedNames = [];

    public static ExecutionSnapshot Unbegun(ExecutionRecord record, ExecutionPlan plan) =>
        Head(record) with { Layers = [.. plan.Layers.Select((layer, index) => LayerHead(layer, record, index, null))] };

    public async Task<ExecutionSnapshot> ShowAsync(ExecutionRecord record, ExecutionPlan plan, ExecutionQuery query)
    {
        var begun = await Task.WhenAll(record.Layers.Select(outcome => outcome.State is StepState.Pending or StepState.Skipped
            ? Task.FromResult<LayerSnapshot?>(null)
            : grains.GetGrain<ILayerGrain>(ApexKeys.Layer(record.ExecutionId, outcome.Layer)).GetAsync()));
        List<LayerSnapshot> layers = [.. plan.Layers.Select((layer, index) => LayerHead(layer, record, index, begun[index]))];
        var next = query.Categories ? await FillPageAsync(record, plan, layers, query) : null;
        return Head(record) with { Layers = layers, NextPage = next };
    }

    /// <summary>All rows of an execution's categories, by key.</summary>
    public async Task<Dictionary<string, CategoryState>> RowsAsync(ExecutionRecord record)
    {
        var all = new Dictionary<string, CategoryState>();
        IReadOnlyList<CategoryState> page;
        string? after = null;
        do
        {
            page = await rows.ReadAsync(record.ExecutionId, null, after, LargestPage);
            foreach (var row in page)
            {
                all[after = ApexKeys.Category(row.ExecutionId, row.Layer, row.Category)] = row;
            }
        }
        while (page.Count == LargestPage);
        return all;
    }

    /// <summary>Puts one page of categories into the layers. Pages follow the order of names, as rows do, so that no page reads more than itself.</summary>
    /// <returns>The cursor of the next page; null after the last.</returns>
    private async Task<string?> FillPageAsync(ExecutionRecord record, ExecutionPlan plan, List<LayerSnapshot> layers, ExecutionQuery query)
    {
        var room = Math.Clamp(query.Limit, 1, LargestPage);
        var (afterLayer, afterCategory) = query.After is { } cursor && ApexKeys.SplitCategory(cursor) is var key ? (key.Layer, key.Category) : (null, null);
        string? last = null;
        for (var index = afterLayer is null ? 0 : Math.Max(0, plan.Layers.FindIndex(layer => layer.Name == afterLayer)); index < layers.Count; index++)
        {
            var layer = plan.Layers[index];
            var names = _sortedNames.GetValue(layer, static sorted => [.. sorted.Categories.Select(category => category.Name).Order(StringComparer.Ordinal)]);
            var after = layer.Name == afterLayer ? afterCategory : null;
            var from = after is null ? 0 : Array.BinarySearch(names, after, StringComparer.Ordinal) is var found && found >= 0 ? found + 1 : ~found;
            var page = names.AsSpan(from, Math.Min(room, names.Length - from)).ToArray();
            if (room == 0 || page.Length == 0)
            {
                if (room == 0 && names.Length > from)
                {
                    return last;
                }

                continue;
            }

            layers[index] = layers[index] with { Categories = await CategoriesAsync(record, plan, layer, layers[index], page, after) };
            room -= page.Length;
            last = ApexKeys.Category(record.ExecutionId, layer.Name, page[^1]);
            if (from + page.Length < names.Length)
            {
                return last;
            }
        }

        return null;
    }

    private async Task<List<CategorySnapshot>> CategoriesAsync(ExecutionRecord record, ExecutionPlan plan, LayerPlan layer, LayerSnapshot shown, string[] page, string? after)
    {
        var begun = shown.State is not (StepState.Pending or StepState.Skipped);
        var cursor = after is null ? null : ApexKeys.Category(record.ExecutionId, layer.Name, after);
        var found = begun ? await rows.ReadAsync(record.ExecutionId, layer.Name, cursor, page.Length) : [];
        var byName = found.ToDictionary(row => row.Category);
        var wanted = page.ToHashSet();
        var over = shown.State.IsTerminal();
        var reasons = over && begun ? await ReasonsAsync(record, plan, layer, shown, byName, wanted) : [];
        return
        [
            .. layer.Categories.Where(category => wanted.Contains(category.Name)).Select(category => byName.TryGetValue(category.Name, out var row)
                ? row.ToSnapshot()
                : new CategorySnapshot
                {
                    Name = category.Name,
                    State = over ? StepState.Skipped : StepState.Pending,
                    Verdict = over ? Verdict.Skipped : Verdict.None,
                    Reason = over ? reasons.GetValueOrDefault(category.Name) ?? shown.Reason : null,
                }),
        ];
    }

    private Task<Dictionary<string, string>> ReasonsAsync(
        ExecutionRecord record, ExecutionPlan plan, LayerPlan layer, LayerSnapshot shown, Dictionary<string, CategoryState> rows, HashSet<string> page)
    {
        var verdicts = page.ToDictionary(name => name, name => rows.TryGetValue(name, out var row) ? row.Verdict : Verdict.Skipped);
        var skipped = layer.Categories.Where(category => page.Contains(category.Name) && !rows.ContainsKey(category.Name)).ToList();
        return skipped.Count == 0 ? Task.FromResult(new Dictionary<string, string>()) : _reasons.OfAsync(record.ExecutionId, plan, skipped, verdicts, shown.Reason);
    }

    private static LayerSnapshot LayerHead(LayerPlan plan, ExecutionRecord record, int index, LayerSnapshot? begun)
    {
        if (begun is not null)
        {
            return begun with { Background = plan.Background };
        }

        var outcome = record.Layers[index];
        var skipped = outcome.State == StepState.Skipped;
        var tally = new CategoryTally { Total = plan.Categories.Count };
        return new LayerSnapshot
        {
            Name = plan.Name,
            Background = plan.Background,
            State = outcome.State == StepState.Running ? StepState.Queued : outcome.State,
            Verdict = outcome.Verdict,
            Reason = outcome.Reason ?? (skipped ? record.Reason : null),
            Tally = skipped ? tally with { Skipped = tally.Total } : tally with { Open = tally.Total },
        };
    }

    private static ExecutionSnapshot Head(ExecutionRecord record) => new()
    {
        Id = record.ExecutionId,
        Project = record.Project,
        ProjectFolder = record.ProjectFolder,
        Region = record.Region,
        Mode = record.Mode,
        Environment = record.Environment,
        Commit = record.Commit,
        Branch = record.Branch,
        Dirty = record.Dirty,
        Labels = record.Labels,
        ThreadId = record.ThreadId,
        PlanHash = record.PlanHash,
        State = record.State,
        Verdict = record.Verdict,
        CreatedAt = record.CreatedAt,
        StartedAt = record.StartedAt,
        FinishedAt = record.FinishedAt,
        Counts = record.Counts,
        Warnings = record.Warnings,
        Reason = record.Reason,
        Parent = record.Parent,
        ConfigurationPath = record.ConfigurationPath,
        OvertimeSince = record.OvertimeSince,
        Services = record.Services,
    };
}
