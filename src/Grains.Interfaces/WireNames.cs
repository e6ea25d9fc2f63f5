using System.Text.Json;

namespace Apex;

/// <summary>Names of enum values in documents, events and on screen: snake_case, as SPEC spells them.</summary>
public static class WireNames
{
    /// <summary>Name of a verdict; null while none is decided.</summary>
    public static string? Of(Verdict verdict) => verdict == Verdict.None ? null : Snake(verdict.ToString());

    /// <summary>Name of a failure class; null if there is none.</summary>
    public static string? Of(FailureClass failure) => failure == FailureClass.None ? null : Snake(failure.ToString());

    /// <summary>Name of a layer's, category's or attempt's state.</summary>
    public static string Of(StepState state) => Snake(state.ToString());

    /// <summary>Name of an execution's state.</summary>
    public static string Of(Executions.ExecutionState state) => Snake(state.ToString());

    /// <summary>Name of what a test came to.</summary>
    public static string Of(Results.TestStatus status) => Snake(status.ToString());

    /// <summary>Name of an agent's health.</summary>
    public static string Of(Agents.AgentStatus status) => Snake(status.ToString());

    /// <summary>Name of where a background task stands.</summary>
    public static string Of(Background.BackgroundState state) => Snake(state.ToString());

    /// <summary>Name of how urgent an alert is.</summary>
    public static string Of(Agents.AlertSeverity severity) => Snake(severity.ToString());

    /// <summary>Name of how a layer's categories run.</summary>
    public static string Of(Planning.LayerMode mode) => Snake(mode.ToString());

    /// <summary>Name of a fail-fast strategy.</summary>
    public static string Of(Planning.FailFast strategy) => Snake(strategy.ToString());

    /// <summary>Name of where a service stands.</summary>
    public static string Of(Services.ServicePhase phase) => Snake(phase.ToString());

    private static string Snake(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}
