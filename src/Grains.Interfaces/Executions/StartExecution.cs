using System.Text.Json.Serialization;
using Apex.Configuration;

namespace Apex.Executions;

/// <summary>Asks for one execution. The same id and request twice is one execution.</summary>
[GenerateSerializer, Immutable, Alias("apex.StartExecutionRequest")]
public sealed record StartExecutionRequest
{
    /// <summary>What to run: configuration text and selection.</summary>
    [Id(0)] public required PlanRequest Plan { get; init; }

    /// <summary>Labels, at most 50, keys and values at most 200 characters.</summary>
    [Id(1)] public Dictionary<string, string> Labels { get; init; } = [];

    /// <summary>Topic that also carries the events; null for none.</summary>
    [Id(2)] public string? ThreadId { get; init; }

    /// <summary>Environment, folder and umask of the caller, for the commands. Never stored in grain state, logs or events.</summary>
    [Id(3)] public CallerContext? Caller { get; init; }

    /// <summary>Commit, branch and state of the working tree; null outside git.</summary>
    [Id(4)] public WorkingTree? Tree { get; init; }

    /// <summary>True lets a second execution run on the same working tree at once.</summary>
    [Id(5)] public bool AllowSharedTree { get; init; }

    /// <summary>Execution whose failures this one runs again; null for none.</summary>
    [Id(6), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Parent { get; init; }

    /// <summary>Absolute path of the project's configuration, so that what is printed can name it; null if it is not known.</summary>
    [Id(7), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? ConfigurationPath { get; init; }
}

/// <summary>What git says of the project folder.</summary>
[GenerateSerializer, Immutable, Alias("apex.WorkingTree")]
public sealed record WorkingTree
{
    /// <summary>Commit id.</summary>
    [Id(0)] public string? Commit { get; init; }

    /// <summary>Branch name.</summary>
    [Id(1)] public string? Branch { get; init; }

    /// <summary>True if files differ from the commit.</summary>
    [Id(2)] public bool Dirty { get; init; }
}

/// <summary>The caller's process, as its commands shall find it. Travels to the host only.</summary>
[GenerateSerializer, Immutable, Alias("apex.CallerContext")]
public sealed record CallerContext
{
    /// <summary>Environment variables with their values.</summary>
    [Id(0)] public required Dictionary<string, string> Environment { get; init; }

    /// <summary>Umask as a number, for example 18 (octal 022).</summary>
    [Id(1)] public int Umask { get; init; } = 18;

    /// <inheritdoc/>
    public override string ToString() => $"CallerContext({Environment.Count} variables)"; // values must not reach a log
}

/// <summary>What became of a start.</summary>
[GenerateSerializer, Alias("apex.StartOutcome")]
public enum StartOutcome
{
    /// <summary>A new execution is recorded and will run.</summary>
    Started = 0,

    /// <summary>The same request was acknowledged before; this is that execution.</summary>
    Existing = 1,

    /// <summary>Another request was acknowledged under this id. Nothing changed.</summary>
    Conflict = 2,

    /// <summary>The configuration or selection is wrong. Nothing changed.</summary>
    Invalid = 3,

    /// <summary>Another execution runs on this working tree. Nothing changed.</summary>
    TreeBusy = 4,

    /// <summary>The region cannot start executions now (agents missing, draining, storage away). Nothing changed; try again.</summary>
    Unavailable = 5,
}

/// <summary>Answer to a start.</summary>
[GenerateSerializer, Immutable, Alias("apex.StartReply")]
public sealed record StartReply
{
    /// <summary>What became of it.</summary>
    [Id(0)] public required StartOutcome Outcome { get; init; }

    /// <summary>The execution, when there is one.</summary>
    [Id(1)] public ExecutionSnapshot? Execution { get; init; }

    /// <summary>Errors and warnings of the configuration.</summary>
    [Id(2)] public List<ConfigurationProblem> Problems { get; init; } = [];

    /// <summary>Sentence for a person when it was not started.</summary>
    [Id(3)] public string? Message { get; init; }
}
