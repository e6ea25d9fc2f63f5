using Apex.Configuration;

namespace Apex.Planning;

/// <summary>A plan, or why there is none.</summary>
[GenerateSerializer, Immutable, Alias("apex.PlanReply")]
public sealed record PlanReply
{
    /// <summary>The plan; null if there are errors.</summary>
    [Id(0)] public ExecutionPlan? Plan { get; init; }

    /// <summary>SHA-256 of the plan's canonical JSON, hexadecimal; null without a plan.</summary>
    [Id(1)] public string? Hash { get; init; }

    /// <summary>Errors and warnings, in the order of the files.</summary>
    [Id(2)] public List<ConfigurationProblem> Problems { get; init; } = [];

    /// <summary>Values of secret variables by <c>category/NAME</c>, for the host only. Never stored.</summary>
    [Id(3)] public Dictionary<string, string> Secrets { get; init; } = [];

    /// <summary>Layers and categories of the configuration that the plan does not run, and why. Empty for a run.</summary>
    [Id(4)] public List<PlanOmission> Omitted { get; init; } = [];

    /// <summary>How long it probably takes; null for a run, and where no category has a history.</summary>
    [Id(5)] public PlanEstimate? Estimate { get; init; }

    /// <summary>Why nothing can be planned now: the agent that plans does not work. Null: it was planned, or <see cref="Problems"/> says why not.</summary>
    [Id(34)] public string? Unavailable { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"PlanReply({Hash}, {Problems.Count} problems, {Secrets.Count} secrets)"; // values must not reach a log
}
