using System.Text.Json.Serialization;

namespace Apex.Configuration;

/// <summary>Configuration text and what to run of it. The client reads files and parses none.</summary>
[GenerateSerializer, Immutable, Alias("apex.PlanRequest")]
public sealed record PlanRequest
{
    /// <summary>The project's file first, then the environment's file if there is one.</summary>
    [Id(0)] public required List<ConfigurationFile> Files { get; init; }

    /// <summary>Absolute path of the project folder: commands, globs and the default project name refer to it.</summary>
    [Id(1)] public required string ProjectFolder { get; init; }

    /// <summary>Mode id or alias; null for the default.</summary>
    [Id(2)] public string? Mode { get; init; }

    /// <summary>Layers to run instead of the mode's; empty for the mode's.</summary>
    [Id(3)] public List<string> Layers { get; init; } = [];

    /// <summary>Categories to run; empty for all of the layers.</summary>
    [Id(4)] public List<string> Categories { get; init; } = [];

    /// <summary>Environment; aliases are accepted.</summary>
    [Id(5)] public string Environment { get; init; } = "test";

    /// <summary>True leaves out background layers.</summary>
    [Id(6)] public bool NoBackground { get; init; }

    /// <summary>Overrides every layer's <c>fail_fast</c>; null keeps them.</summary>
    [Id(7)] public string? FailFast { get; init; }

    /// <summary>Overrides the total time, minutes; null keeps the mode's.</summary>
    [Id(8)] public int? TimeoutMinutes { get; init; }

    /// <summary>Arguments after <c>--</c>; they go to the one selected category as separate arguments.</summary>
    [Id(9)] public List<string> ExtraArguments { get; init; } = [];

    /// <summary>Grant asked for: layers and categories that use real services.</summary>
    [Id(10)] public bool RealServices { get; init; }

    /// <summary>Grant asked for: categories that use a real language model.</summary>
    [Id(11)] public bool RealLlm { get; init; }

    /// <summary>True if the plan is to be run: what is not enforced yet, and a grant that is missing, are then errors. The plan is the same.</summary>
    [Id(12)] public bool ForRun { get; init; }

    /// <summary>Tests to run instead of all, by category; a category whose framework cannot choose runs whole. Null for all.</summary>
    [Id(13), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public Dictionary<string, List<TestName>>? OnlyTests { get; init; }

    /// <summary>For the background lane: the run waits there for its turn. Null for a start at once.</summary>
    [Id(42), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public Background.BackgroundRequest? Background { get; init; }

    /// <summary>True starts, in each layer, what did not pass when it last ran before everything else.</summary>
    [Id(50), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public bool FailedFirst { get; init; }
}

/// <summary>One configuration file as the client read it.</summary>
[GenerateSerializer, Immutable, Alias("apex.ConfigurationFile")]
public sealed record ConfigurationFile
{
    /// <summary>Path as a person would name it, for messages.</summary>
    [Id(0)] public required string Path { get; init; }

    /// <summary>Its text.</summary>
    [Id(1)] public required string Text { get; init; }
}
