using Apex.Agents;
using Apex.Executions;
using YamlDotNet.Serialization;

namespace Apex.Example;

/// <summary>Watches the free space of a folder and says so in <c>apex status</c>. Settings: <c>settings.yaml</c> beside the assembly.</summary>
public sealed class DiskSpaceAgent : IAgentExtension
{
    private const long Mebibyte = 1024 * 1024;

    private IAgentContext? _context;
    private string _folder = "/";
    private long _minimumMb = 1024;
    private AgentExtensionHealth _health = AgentExtensionHealth.Healthy;

    /// <inheritdoc/>
    public string Name => "DiskSpaceAgent";

    /// <inheritdoc/>
    public TimeSpan Interval => TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public async Task InitializeAsync(IAgentContext context, CancellationToken cancellationToken)
    {
        var settings = Path.Combine(context.Folder, "settings.yaml");
        if (File.Exists(settings))
        {
            var values = new DeserializerBuilder().Build().Deserialize<Dictionary<string, string>>(await File.ReadAllTextAsync(settings, cancellationToken));
            _folder = values.GetValueOrDefault("folder", _folder);
            _minimumMb = long.Parse(values.GetValueOrDefault("minimum_mb", "1024"), System.Globalization.CultureInfo.InvariantCulture);
        }

        _context = context;
        context.Log($"watches {_folder}");
    }

    /// <inheritdoc/>
    public async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        var free = new DriveInfo(_folder).AvailableFreeSpace / Mebibyte;
        var running = await _context!.Grains.GetGrain<IExecutionDirectoryGrain>(_context.Region).ListAsync(new ExecutionListQuery { LiveOnly = true });
        _health = new AgentExtensionHealth(free < _minimumMb ? $"{_folder} has {free} MiB left of the {_minimumMb} that it should have; free some space" : null)
        {
            Figures = new Dictionary<string, long>(StringComparer.Ordinal) { ["free_mb"] = free, ["live_executions"] = running.Count },
        };
    }

    /// <inheritdoc/>
    public Task ShutdownAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public AgentExtensionHealth GetHealth() => _health;
}
