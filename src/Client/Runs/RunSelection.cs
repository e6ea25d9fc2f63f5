using Apex.Configuration;
using Apex.Executions;

namespace Apex.Runs;

/// <summary>What <c>apex run</c> was asked for.</summary>
internal sealed record RunSelection
{
    public string? Mode { get; init; }

    public IReadOnlyList<string> Layers { get; init; } = [];

    public IReadOnlyList<string> Categories { get; init; } = [];

    public string Environment { get; init; } = "test";

    public bool NoBackground { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    public string? Thread { get; init; }

    public bool RealServices { get; init; }

    public bool RealLlm { get; init; }

    public string? FailFast { get; init; }

    public bool FailedFirst { get; init; }

    public int? TimeoutMinutes { get; init; }

    public bool AllowSharedTree { get; init; }

    public IReadOnlyList<string> Extra { get; init; } = [];

    /// <summary>The request: texts of the files, this selection, and the caller as its commands shall find it.</summary>
    public StartExecutionRequest ToRequest(FoundConfiguration found, List<ConfigurationFile> files, CallerContext? caller, WorkingTree? tree) => new()
    {
        Plan = ToPlan(found, files),
        Labels = new Dictionary<string, string>(Labels, StringComparer.Ordinal),
        ThreadId = Thread,
        Caller = caller,
        Tree = tree,
        AllowSharedTree = AllowSharedTree,
    };

    /// <summary>The part that says what is to run.</summary>
    public PlanRequest ToPlan(FoundConfiguration found, List<ConfigurationFile> files) => new()
    {
        Files = files,
        ProjectFolder = found.ProjectFolder,
        Mode = Mode,
        Layers = [.. Layers],
        Categories = [.. Categories],
        Environment = Environment,
        NoBackground = NoBackground,
        FailFast = FailFast,
        FailedFirst = FailedFirst,
        TimeoutMinutes = TimeoutMinutes,
        ExtraArguments = [.. Extra],
        RealServices = RealServices,
        RealLlm = RealLlm,
    };
}
