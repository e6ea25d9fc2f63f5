namespace Apex.Configuration;

/// <summary>An error or a warning in a configuration, with its place.</summary>
[GenerateSerializer, Immutable, Alias("apex.ConfigurationProblem")]
public sealed record ConfigurationProblem
{
    /// <summary>File as the client named it; null when it is about the selection, not about a file.</summary>
    [Id(0)] public string? File { get; init; }

    /// <summary>Line, from 1; 0 if it has no place.</summary>
    [Id(1)] public int Line { get; init; }

    /// <summary>Column, from 1; 0 if it has no place.</summary>
    [Id(2)] public int Column { get; init; }

    /// <summary>Path of the value, for example <c>layers.unit.categories[0].timeout_seconds</c>.</summary>
    [Id(3)] public string Path { get; init; } = "";

    /// <summary>What is wrong, what was expected and, for a near miss, a suggestion.</summary>
    [Id(4)] public required string Message { get; init; }

    /// <summary>The line itself; null if it has no place.</summary>
    [Id(5)] public string? Source { get; init; }

    /// <summary>True if it does not prevent a run.</summary>
    [Id(6)] public bool IsWarning { get; init; }

    /// <summary>Stable code, for example <c>unknown_key</c>.</summary>
    [Id(7)] public string Code { get; init; } = "invalid";
}
