namespace Apex.Configuration;

/// <summary>Asks what a configuration says, without a selection: for <c>validate</c>, <c>layers</c>, <c>modes</c> and <c>config show</c>.</summary>
[GenerateSerializer, Immutable, Alias("apex.ConfigurationQuery")]
public sealed record ConfigurationQuery
{
    /// <summary>The project's file first, then the environment's file if there is one.</summary>
    [Id(0)] public required List<ConfigurationFile> Files { get; init; }

    /// <summary>Absolute path of the project folder: the default project name refers to it.</summary>
    [Id(1)] public required string ProjectFolder { get; init; }

    /// <summary>Environment; aliases are accepted.</summary>
    [Id(2)] public string Environment { get; init; } = "test";

    /// <summary>True asks for the merged values with their origins too.</summary>
    [Id(3)] public bool Values { get; init; }

    /// <summary>True adds to the values the defaults that hold because no file says otherwise.</summary>
    [Id(4)] public bool Defaults { get; init; }
}

/// <summary>What a configuration says in one environment. Nothing was changed, no execution exists.</summary>
[GenerateSerializer, Immutable, Alias("apex.ConfigurationReply")]
public sealed record ConfigurationReply
{
    /// <summary>All errors and warnings, in the order of the files.</summary>
    [Id(0)] public List<ConfigurationProblem> Problems { get; init; } = [];

    /// <summary>What it holds; null if there are errors.</summary>
    [Id(1)] public ConfigurationSummary? Summary { get; init; }

    /// <summary>The merged values; null if there are errors or they were not asked for.</summary>
    [Id(2)] public EffectiveConfiguration? Values { get; init; }

    /// <summary>Why nothing can be read now: the agent that reads configurations does not work. Null: it was read, or <see cref="Problems"/> says why not.</summary>
    [Id(34)] public string? Unavailable { get; init; }
}

/// <summary>The merged configuration of one environment. Values of secrets are <c>***</c>.</summary>
[GenerateSerializer, Immutable, Alias("apex.EffectiveConfiguration")]
public sealed record EffectiveConfiguration
{
    /// <summary>As a JSON object, keys in the order of the files.</summary>
    [Id(0)] public required string Json { get; init; }

    /// <summary>As lines of YAML with their origins.</summary>
    [Id(1)] public required List<EffectiveLine> Lines { get; init; }
}

/// <summary>One line of the merged configuration.</summary>
[GenerateSerializer, Immutable, Alias("apex.EffectiveLine")]
public sealed record EffectiveLine
{
    /// <summary>The line as YAML, indented.</summary>
    [Id(0)] public required string Text { get; init; }

    /// <summary>Path of the value that ends in this line; null for the head of a map or a list, and for further lines of a text.</summary>
    [Id(1)] public string? Path { get; init; }

    /// <summary>File that the value comes from; null for a default.</summary>
    [Id(2)] public string? File { get; init; }

    /// <summary>Line in that file, from 1; 0 for a default.</summary>
    [Id(3)] public int Line { get; init; }

    /// <summary>Column in that line, from 1; 0 for a default.</summary>
    [Id(4)] public int Column { get; init; }
}
