using Apex.Configuration;
using Apex.Configuration.Settings;
using Apex.Configuration.Validation;

namespace Apex.Planning;

/// <summary>The one list of fields that are read and kept but that nothing obeys yet. An entry goes when its enforcement comes.</summary>
internal sealed class NotEnforcedYet(LoadedConfiguration configuration, ProblemBag problems)
{
    private const string Code = "not_enforced_yet";

    private readonly RuleContext _context = new(configuration, problems);

    /// <param name="Field">The field below the category.</param>
    /// <param name="IsUsed">True if the category depends on it.</param>
    private sealed record CategoryField(string Field, Func<CategorySettings, bool> IsUsed);

    private static readonly IReadOnlyList<CategoryField> CategoryFields =
    [
    ];

    /// <summary>Fields on which no category depends.</summary>
    private static readonly IReadOnlyList<string> WholeFileFields =

    /// <summary>Warns about every use in the file; for a run, a use that what runs depends on is an error.</summary>
    public void Check(Selection? selection, bool forRun)
    {
        var running = selection?.Layers.SelectMany(static layer => layer.Categories).Select(static category => category.Name).ToHashSet() ?? [];
        foreach (var (_, category, path) in _context.Categories)
        {
            foreach (var field in CategoryFields.Where(field => field.IsUsed(category)))
            {
                Tell($"{path}.{field.Field}", forRun && running.Contains(category.Name), $"category '{category.Name}'");
            }
        }

        foreach (var layer in _context.Layers)
        {
            var selected = selection?.Layers.FirstOrDefault(other => other.Layer.Id == layer.Id);
            CheckLayer(layer, selected, forRun);
        }

        CheckExecution();
    }

    private void CheckLayer(OrderedLayer layer, SelectedLayer? selected, bool forRun)
    {
        var (path, settings) = ($"layers.{layer.Id}", layer.Settings);
        var runs = forRun && selected is not null;
        }
    }

    private void CheckExecution()
    {
        foreach (var path in WholeFileFields.Where(_context.IsGiven))
        {
            Tell(path, isError: false, "");
        }

        foreach (var mode in _context.Settings.Modes.Where(static mode => mode.Value.CustomConfig is not null))
        {
            Tell($"modes.{mode.Key}.custom_config", isError: false, "");
        }
    }

    private void Tell(string path, bool isError, string who)
    {
        var field = path[(path.LastIndexOf(']') + 1)..].TrimStart('.');
        if (isError)
        {
            _context.Error(path, Code, $"'{field}' is not enforced yet, and {who} that would run depends on it; remove it to run");
        }
        else
        {
            _context.Warning(path, Code, $"'{field}' is not enforced yet");
        }
    }
}
