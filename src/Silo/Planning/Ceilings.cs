using Apex.Configuration;
using Apex.Configuration.Settings;
using Apex.Configuration.Validation;

namespace Apex.Planning;

/// <summary>A category that alone reserves more than its layer or the execution may reserve in all could never start: an error.</summary>
/// <param name="configuration">The file.</param>
/// <param name="problems">Where errors go.</param>
/// <param name="hostCpuPercent">CPU of a host, percent of one core: ceilings are percent of the host.</param>
internal sealed class Ceilings(LoadedConfiguration configuration, ProblemBag problems, int hostCpuPercent)
{
    private const string Code = "above_ceiling";

    private readonly RuleContext _context = new(configuration, problems);

    /// <summary>A ceiling of the whole host is none: no host gives more.</summary>
    public static int? Below(int percentOfHost) => percentOfHost < 100 ? percentOfHost : null;

    public void Check()
    {
        var execution = _context.Settings.Execution;
        foreach (var (layer, category, path) in _context.Categories)
        {
            var limits = layer.Settings.ResourceLimits;
            Check(category, path, $"layer '{layer.Id}'", $"layers.{layer.Id}.resource_limits", limits.MaxMemoryMb, limits.MaxCpuPercent);
            Check(category, path, "the execution", "execution", execution.MaxMemoryMb, execution.MaxCpuPercent);
        }
    }

    private void Check(CategorySettings category, string path, string who, string ceilings, int? memoryMb, int cpuPercent)
    {
        if (category.Resources.MemoryMb > memoryMb)
        {
            _context.Error($"{path}.resources.memory_mb", Code,
                $"category '{category.Name}' reserves {category.Resources.MemoryMb} MiB of memory, {who} may reserve {memoryMb} MiB in all ({ceilings}.max_memory_mb); lower the one or raise the other");
        }

        var cpu = (long)hostCpuPercent * cpuPercent / 100;
        if (cpuPercent < 100 && category.Resources.CpuPercent > cpu)
        {
            _context.Error($"{path}.resources.cpu_percent", Code,
                $"category '{category.Name}' reserves {category.Resources.CpuPercent} % of a core, {who} may reserve {cpu} % in all ({ceilings}.max_cpu_percent: {cpuPercent} of this host's {hostCpuPercent}); lower the one or raise the other");
        }
    }
}
