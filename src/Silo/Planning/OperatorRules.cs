using Apex.Configuration;
using Apex.Configuration.Settings;
using Apex.Configuration.Validation;

namespace Apex.Planning;

/// <summary>Holds what would run against what the operator allows; every excess is told at once, with category, grant or limit.</summary>
internal sealed class OperatorRules(OperatorLimits limits, LoadedConfiguration configuration, ProblemBag problems)
{
    private readonly RuleContext _context = new(configuration, problems);

    /// <param name="project">Name of the project.</param>
    /// <param name="selection">What would run; null for all that the file has.</param>
    public void Check(string project, Selection? selection)
    {
        var running = selection?.Layers.SelectMany(static layer => layer.Categories).Select(static category => category.Name).ToHashSet();
        var layers = selection?.Layers.Select(static layer => layer.Layer.Id).ToHashSet();
        foreach (var (_, category, path) in _context.Categories.Where(at => running?.Contains(at.Settings.Name) ?? true))
        {
            Memory(category, path);
            Cpu(category, path);
            Grant("real_services", limits.RealServices, project, category, path);
            Grant("real_llm", limits.RealLlm, project, category, path);
        }

        foreach (var layer in _context.Layers.Where(layer => selection?.WithoutLayers is not true && (layers?.Contains(layer.Id) ?? true) && layer.Settings.MaxDurationMinutes > limits.LayerMinutes))
        {
            Above($"layers.{layer.Id}.max_duration_minutes", $"layer '{layer.Id}' may take {layer.Settings.MaxDurationMinutes} minutes", $"{limits.LayerMinutes} minutes");
        }

        if (configuration.Environment == "prod" && !OperatorLimits.Allows(limits.Prod, project))
        {
            _context.Error("", OperatorCodes.GrantNotGiven, $"project '{project}' may not run in the environment prod here; ask the operator of this silo for the grant prod");
        }
    }

    private void Memory(CategorySettings category, string path)
    {
        var (field, most) = category.Limits.MemoryMb > category.Resources.MemoryMb ? ("limits", category.Limits.MemoryMb.Value) : ("resources", category.Resources.MemoryMb);
        if (most > limits.MemoryMb)
        {
            Above($"{path}.{field}.memory_mb", $"category '{category.Name}' asks for {most} MiB of memory ({field}.memory_mb)", $"{limits.MemoryMb} MiB");
        }
    }

    private void Cpu(CategorySettings category, string path)
    {
        var (field, most) = category.Limits.CpuPercent > category.Resources.CpuPercent ? ("limits", category.Limits.CpuPercent.Value) : ("resources", category.Resources.CpuPercent);
        if (most > limits.CpuPercent)
        {
            Above($"{path}.{field}.cpu_percent", $"category '{category.Name}' asks for {most} % of a core ({field}.cpu_percent)", $"{limits.CpuPercent} %");
        }
    }

    private void Grant(string grant, IReadOnlyList<string> projects, string project, CategorySettings category, string path)
    {
        if (category.Requires.Contains(grant) && !OperatorLimits.Allows(projects, project))
        {
            _context.Error($"{path}.requires", OperatorCodes.GrantNotGiven, $"category '{category.Name}' requires the grant {grant}, which project '{project}' does not have here; ask the operator of this silo for it");
        }
    }

    private void Above(string path, string what, string ceiling) =>
        _context.Error(path, OperatorCodes.AboveCeiling, $"{what}, the operator of this silo allows {ceiling}");
}
