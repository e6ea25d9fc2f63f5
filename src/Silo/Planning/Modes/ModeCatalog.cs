using Apex.Configuration;
using Apex.Configuration.Binding;
using Apex.Configuration.Settings;
using Apex.Configuration.Yaml;

namespace Apex.Planning.Modes;

/// <summary>The modes that exist: in code by id, shipped as YAML, and in the project's file, which win.</summary>
internal sealed class ModeCatalog
{
    public const string Default = "layered_execution";

    /// <summary>Mode of a task of the background lane that names none.</summary>
    public const string Background = "background_e2e";

    private const string ShippedResource = "Apex.Planning.Modes.shipped-modes.yaml";

    private readonly IReadOnlyList<IExecutionMode> _modes;

    public ModeCatalog(IEnumerable<IExecutionMode> modes) => _modes = [.. modes, .. Shipped()];

    public static IReadOnlyList<IExecutionMode> BuiltIn { get; } =
        [new FastFeedbackMode(), new LayeredExecutionMode(), new BackgroundE2EMode(), new HybridExecutionMode(), new LegacyCategoriesMode()];

    /// <summary>Every mode of a project, its own first, one an id.</summary>
    public IReadOnlyList<IExecutionMode> For(ApexConfiguration settings) =>
        [.. settings.Modes.Select(mode => InFile(mode.Key, mode.Value)).Concat(_modes).DistinctBy(static mode => mode.Id)];

    /// <returns>The mode with this id or alias; null if there is none.</returns>
    public IExecutionMode? Find(ApexConfiguration settings, string name)
    {
        var modes = For(settings);
        return modes.FirstOrDefault(mode => mode.Id == name) ?? modes.FirstOrDefault(mode => mode.Aliases.Contains(name));
    }

    /// <summary>A mode in the file replaces one in code, unless it says nothing of what runs and only has a custom_config for it.</summary>
    private IExecutionMode InFile(string id, ModeSettings settings) =>
        !ConfiguredMode.IsMeant(settings) ? new FileMode(id, settings, "from the project's file")
        : _modes.FirstOrDefault(mode => mode.Id == id && mode is not FileMode) is { } coded ? new ConfiguredMode(coded, settings)
        : new MissingMode(id);

    private static IEnumerable<IExecutionMode> Shipped()
    {
        using var stream = typeof(ModeCatalog).Assembly.GetManifestResourceStream(ShippedResource)
            ?? throw new InvalidOperationException($"{ShippedResource} is not in the assembly");
        var problems = new ProblemBag();
        var source = new SourceText(ShippedResource, new StreamReader(stream).ReadToEnd());
        var root = YamlReader.Read(source, new YamlLimits(), problems);
        var settings = root is null ? new ApexConfiguration() : new Binder(problems, partial: true).Bind<ApexConfiguration>(root, "");
        return problems.HasErrors
            ? throw new InvalidOperationException($"{ShippedResource}: {problems.ToList()[0].Message}")
            : settings.Modes.Select(static mode => new FileMode(mode.Key, mode.Value, $"layers {string.Join(", ", mode.Value.Layers)} by order"));
    }
}
