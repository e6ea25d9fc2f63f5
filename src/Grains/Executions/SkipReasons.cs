using Apex.Categories;
using Apex.Planning;

namespace Apex.Executions;

/// <summary>Why categories of a layer that has ended never began. They have no row; what they depend on tells it.</summary>
internal sealed class SkipReasons(IGrainFactory grains)
{
    /// <summary>Dependencies beyond the page that are asked for one page: a page stays bounded work.</summary>
    private const int LookUps = 50;

    private const string SomeDependency = "a category that it depends on did not pass";

    /// <param name="execution">Id of the execution.</param>
    /// <param name="plan">Its plan.</param>
    /// <param name="skipped">Categories without a row.</param>
    /// <param name="page">Verdicts of this page's categories; <see cref="Verdict.Skipped"/> for those without a row.</param>
    /// <param name="stopped">Why the layer was stopped; null if it was not.</param>
    /// <returns>A reason for each.</returns>
    public async Task<Dictionary<string, string>> OfAsync(
        string execution, ExecutionPlan plan, IReadOnlyList<CategoryPlan> skipped, IReadOnlyDictionary<string, Verdict> page, string? stopped)
    {
        var asked = skipped.SelectMany(category => category.DependsOn).Distinct().Where(name => !page.ContainsKey(name)).Take(LookUps);
        var verdicts = new Dictionary<string, Verdict>(page);
        foreach (var (name, verdict) in await Task.WhenAll(asked.Select(name => AskAsync(execution, plan, name))))
        {
            verdicts[name] = verdict;
        }

        return skipped.ToDictionary(category => category.Name, category => Reason(category, verdicts) ?? stopped ?? SomeDependency);
    }

    private static string? Reason(CategoryPlan category, Dictionary<string, Verdict> verdicts) =>
        category.DependsOn.Find(name => verdicts.TryGetValue(name, out var verdict) && verdict != Verdict.Passed) is { } broken
            ? $"{broken}, which it depends on, did not pass"
            : null;

    private async Task<(string Name, Verdict Verdict)> AskAsync(string execution, ExecutionPlan plan, string name)
    {
        var layer = plan.Layers.Find(candidate => candidate.Categories.Exists(category => category.Name == name));
        return layer is null
            ? (name, Verdict.Passed) // not part of this run: nothing waited for it
            : (name, (await grains.GetGrain<ICategoryGrain>(ApexKeys.Category(execution, layer.Name, name)).GetAsync()).Verdict);
    }
}
