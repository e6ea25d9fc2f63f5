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
        new("limits.memory_mb", static category => category.Limits.MemoryMb is not null),
        new("limits.cpu_percent", static category => category.Limits.CpuPercent is not null),
        new("limits.processes", static category => category.Limits.Processes is not null),
        new("artifacts", static category => category.Artifacts.Count > 0),
        new("requires", static category => category.Requires.Except(ServiceRules.Grants).Any()),
    ];

    /// <summary>Fields on which no category depends.</summary>
    private static readonly IReadOnlyList<string> WholeFileFields =
        ["execution.layer_startup_timeout_seconds", "background.timeout_minutes", "background.retries", "background.supersede", "background.retention_days"];

    private static readonly IReadOnlyList<string> ServiceFields =
        ["probe.tcp", "probe.http", "probe.command", "start", "stop", "startup_timeout_seconds", "depends_on", "remedy"];

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

        CheckExecution(selection, forRun);
    }

    private void CheckLayer(OrderedLayer layer, SelectedLayer? selected, bool forRun)
    {
        var (path, settings) = ($"layers.{layer.Id}", layer.Settings);
        var runs = forRun && selected is not null;
        if (settings.RequiredServices.Count > 0)
        {
            Tell($"{path}.required_services", runs, $"layer '{layer.Id}'");
        }

        var slots = settings.ExecutionMode == LayerMode.Sequential ? 1 : settings.ResourceLimits.MaxParallelInstances;
        var categories = selected?.Categories ?? settings.Categories;
        if (Ceilings.MemoryCanBind(categories, slots, settings.ResourceLimits.MaxMemoryMb))
        {
            Tell($"{path}.resource_limits.max_memory_mb", runs, $"layer '{layer.Id}'");
        }

        if (Ceilings.CpuCanBind(categories, slots, settings.ResourceLimits.MaxCpuPercent))
        {
            Tell($"{path}.resource_limits.max_cpu_percent", runs, $"layer '{layer.Id}'");
        }
    }

    private void CheckExecution(Selection? selection, bool forRun)
    {
        var execution = _context.Settings.Execution;
        var categories = selection?.Layers.SelectMany(static layer => layer.Categories).ToList() ?? [.. _context.Categories.Select(static at => at.Settings)];
        if (Ceilings.MemoryCanBind(categories, execution.MaxParallelCategories, execution.MaxMemoryMb))
        {
            Tell("execution.max_memory_mb", forRun, "this execution");
        }

        if (Ceilings.CpuCanBind(categories, execution.MaxParallelCategories, execution.MaxCpuPercent))
        {
            Tell("execution.max_cpu_percent", forRun, "this execution");
        }

        foreach (var path in WholeFileFields.Where(_context.IsGiven))
        {
            Tell(path, isError: false, "");
        }

        foreach (var service in _context.Settings.Services.Keys)
        {
            var given = string.Join(", ", ServiceFields.Where(field => _context.IsGiven($"services.{service}.{field}")));
            _context.Warning($"services.{service}", Code, $"service '{service}' is not enforced yet ({given})");
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
