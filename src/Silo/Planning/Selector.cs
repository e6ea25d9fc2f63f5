using Apex.Configuration;
using Apex.Configuration.Settings;
using Apex.Planning.Modes;

namespace Apex.Planning;

/// <summary>From a request and a mode to what runs: names checked, dependencies added, background decided.</summary>
internal sealed class Selector(ApexConfiguration settings, ProblemBag problems, List<PlanNote> notes)
{
    private readonly IReadOnlyList<OrderedLayer> _layers = LayerOrder.Of(settings);

    /// <returns>What runs; null if it cannot be said, with the problem told.</returns>
    public Selection? Select(PlanRequest request, IExecutionMode mode)
    {
        if (Choice(mode) is not { } choice)
        {
            return null;
        }

        var named = request.Categories.Count > 0 ? request.Categories : choice.Categories;
        if (!CheckNames(request) || (choice.WithoutLayers && !CheckNamed(request, mode)))
        {
            return null;
        }

        var wanted = Wanted(request, choice, mode, named);
        if (wanted is null)
        {
            return null;
        }

        var closure = new DependencyClosure(_layers, notes);
        var alone = choice.Alone || wanted.All(static layer => layer.Settings.Background);
        var chosen = choice.WithoutLayers || named.Count > 0
            ? closure.OfCategories(wanted, named.Count > 0 ? named : [.. wanted.SelectMany(static layer => layer.Settings.Categories).Select(static category => category.Name)], alone && !choice.WithoutLayers)
            : closure.OfLayers(wanted, alone);
        chosen = [.. chosen.Where(static layer => layer.Categories.Count > 0)];
        if (chosen.Count == 0)
        {
            return Refuse("nothing_to_run", $"mode '{mode.Id}' finds no category to run; {Existing("layers", _layers.Select(static layer => layer.Id))}");
        }

        var gates = chosen.All(static layer => layer.Layer.Settings.Background) || choice.WithoutLayers;
        return new Selection
        {
            Layers = [.. chosen.Select(layer => layer with { Background = layer.Layer.Settings.Background && !gates })],
            FailFast = choice.FailFast,
            BackgroundBeside = choice.BackgroundBeside,
            WithoutLayers = choice.WithoutLayers,
            Named = request.Categories,
        };
    }

    private ModeChoice? Choice(IExecutionMode mode)
    {
        try
        {
            return mode.Choose(ModeInputs.Of(_layers, settings.Modes.GetValueOrDefault(mode.Id)?.CustomConfig?.Json));
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            problems.Error(default, "", "mode_failed", $"mode '{mode.Id}' could not choose what to run: {error.Message}");
            return null;
        }
    }

    private List<OrderedLayer>? Wanted(PlanRequest request, ModeChoice choice, IExecutionMode mode, IReadOnlyList<string> named)
    {
        var ids = request.Layers.Count > 0 ? request.Layers.ToHashSet() : choice.Layers.ToHashSet();
        var wanted = _layers.Where(layer => ids.Contains(layer.Id));
        if (named.Count > 0)
        {
            // Without a mode, naming a category is enough to say which layer is meant.
            var free = request.Layers.Count == 0 && request.Mode is null;
            var outside = free ? null : named.FirstOrDefault(name => !wanted.Any(layer => Has(layer, name)));
            if (outside is not null)
            {
                Refuse("unknown_category", $"category '{outside}' is in none of the layers that run: {string.Join(", ", wanted.Select(static layer => layer.Id))}");
                return null;
            }

            wanted = (free ? _layers : wanted).Where(layer => named.Any(name => Has(layer, name)));
        }

        if (request.NoBackground)
        {
            wanted = wanted.Where(static layer => !layer.Settings.Background);
        }

        var result = wanted.ToList();
        if (result.Count == 0)
        {
            var without = request.NoBackground ? " without the background" : "";
            Refuse("nothing_to_run", $"mode '{mode.Id}' finds none of its layers{without}; {Existing("layers", _layers.Select(static layer => layer.Id))}");
        }

        return result.Count == 0 ? null : result;
    }

    private bool CheckNames(PlanRequest request)
    {
        var before = problems.HasErrors;
        var ids = _layers.Select(static layer => layer.Id).ToList();
        foreach (var layer in request.Layers.Where(layer => !ids.Contains(layer)))
        {
            Refuse("unknown_layer", $"there is no layer '{layer}'{Suggestion.For(layer, ids)}; {Existing("layers", ids)}");
        }

        var categories = _layers.SelectMany(static layer => layer.Settings.Categories).Select(static category => category.Name).ToHashSet();
        foreach (var category in request.Categories.Where(category => !categories.Contains(category)))
        {
            Refuse("unknown_category", $"there is no category '{category}'{Suggestion.For(category, categories)}; {Existing("categories", categories)}");
        }

        return problems.HasErrors == before;
    }

    private bool CheckNamed(PlanRequest request, IExecutionMode mode)
    {
        if (request.Categories.Count > 0 || request.Layers.Count > 0)
        {
            return true;
        }

        var categories = _layers.SelectMany(static layer => layer.Settings.Categories).Select(static category => category.Name);
        Refuse("nothing_to_run", $"mode '{mode.Id}' runs the categories that are named; {Existing("categories", categories)}");
        return false;
    }

    private static bool Has(OrderedLayer layer, string category) => layer.Settings.Categories.Any(other => other.Name == category);

    private static string Existing(string what, IEnumerable<string> names) => $"{what}: {string.Join(", ", names.Take(60))}";

    private Selection? Refuse(string code, string message)
    {
        problems.Error(default, "", code, message);
        return null;
    }
}

/// <summary>Something that a reader of the plan should know.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="Message">Sentence for a person.</param>
internal sealed record PlanNote(string Code, string Message);
