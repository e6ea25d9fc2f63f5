namespace Apex.Configuration.Yaml;

/// <summary>How much one file may ask of its reader.</summary>
internal sealed record YamlLimits
{
    /// <summary>Bytes of UTF-8.</summary>
    public int MaxBytes { get; init; } = 1024 * 1024;

    /// <summary>Levels, aliases expanded.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>Nodes, aliases expanded.</summary>
    public int MaxNodes { get; init; } = 50_000;
}
