using Apex.Executions;
using Apex.Layers;

namespace Apex.Api;

/// <summary>Reads all pages of an execution into one snapshot.</summary>
public static class ExecutionPages
{
    public static async Task<ExecutionSnapshot?> ReadAllAsync(IExecutionGrain grain)
    {
        var whole = await grain.GetAsync(new ExecutionQuery());
        while (whole?.NextPage is { } after)
        {
            if (await grain.GetAsync(new ExecutionQuery { After = after }) is not { } page)
            {
                return null; // removed meanwhile
            }

            whole = page with { Layers = [.. whole.Layers.Select(layer => Join(layer, page.Layers.Find(other => other.Name == layer.Name)))] };
        }

        return whole;
    }

    private static LayerSnapshot Join(LayerSnapshot known, LayerSnapshot? page) =>
        page is null ? known : page with { Categories = [.. known.Categories, .. page.Categories] };
}
