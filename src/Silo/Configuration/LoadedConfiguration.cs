using Apex.Configuration.Settings;
using Apex.Configuration.Yaml;

namespace Apex.Configuration;

/// <summary>A configuration as it holds in one environment, with the origin of each value.</summary>
internal sealed record LoadedConfiguration
{
    public required string Environment { get; init; }

    public required ApexConfiguration Settings { get; init; }

    public required PlaceIndex Places { get; init; }

    /// <summary>The merged tree that the settings were read from.</summary>
    public required YamlMap Root { get; init; }
}
