using Apex.Configuration.Binding;

namespace Apex.Configuration.Settings;

/// <summary>A project's whole configuration.</summary>
internal sealed record ApexConfiguration
{
    [Field("Version of this format.", Min = 1, Max = 1)]
    public int Version { get; init; } = 1;

    [Field("Name of the project in lists and keys.", DefaultText = "name of the project folder")]
    public string? Project { get; init; }

    [Field("Values that every category inherits.")]
    public DefaultsSettings Defaults { get; init; } = new();

    [Field("Limits of a whole execution.")]
    public ExecutionSettings Execution { get; init; } = new();

    [Field("Layers by id.", Required = true, Pattern = NamePattern.Id)]
    public OrderedDictionary<string, LayerSettings> Layers { get; init; } = [];

    [Field("Services that layers and categories need, by id.", Pattern = NamePattern.Id)]
    public OrderedDictionary<string, ServiceSettings> Services { get; init; } = [];

    [Field("Modes by id; one with the id of a built-in mode replaces it.", Pattern = NamePattern.Id)]
    public OrderedDictionary<string, ModeSettings> Modes { get; init; } = [];

    [Field("Defaults of background tasks.")]
    public BackgroundSettings Background { get; init; } = new();
}
