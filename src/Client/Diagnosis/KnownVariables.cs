using Apex.Commands;

namespace Apex.Diagnosis;

/// <summary>Variables that begin with <c>APEX_</c>: one that nobody reads is most likely mistyped.</summary>
internal static class KnownVariables
{
    private const string Prefix = "APEX_";

    // In this order: of the command line; of the settings (docs/operating.md, tests/Contracts.Tests compares them); of the commands that a run starts; of tests of Apex itself.
    private static readonly string[] _names =
    [
        "APEX_HOME", "APEX_TOKEN", "APEX_CONTAINMENT",
        "APEX_AGENT_BACKGROUND_E2E", "APEX_AGENT_HEARTBEAT_SECONDS", "APEX_AGENT_LAYER_EXECUTION", "APEX_AGENT_PROGRESS_STREAMING", "APEX_AGENT_RESOURCE_MANAGEMENT",
        "APEX_AGENT_STALE_SECONDS", "APEX_AGENT_START_TIMEOUT_SECONDS", "APEX_AGENT_TEST_ORCHESTRATOR", "APEX_CEILING_CPU_PERCENT", "APEX_CEILING_LAYER_MINUTES",
        "APEX_CEILING_MEMORY_MB", "APEX_CONFIGURATION_MAX_FILE_KB", "APEX_CONFIGURATION_MAX_NODES", "APEX_CPU_CRITICAL_PERCENT", "APEX_CPU_WARNING_PERCENT",
        "APEX_DATA_FOLDER", "APEX_EXTENSIONS", "APEX_GATEWAY_PORT", "APEX_GRACE_INTERRUPT_SECONDS", "APEX_GRACE_TERMINATE_SECONDS", "APEX_GRANT_PROD",
        "APEX_GRANT_REAL_LLM", "APEX_GRANT_REAL_SERVICES", "APEX_HTTP_PORT", "APEX_IDLE_MINUTES", "APEX_LOG_FILES", "APEX_LOG_FILE_MB", "APEX_LOG_LEVEL",
        "APEX_MAX_CONCURRENT_BACKGROUND", "APEX_MEMORY_CRITICAL_PERCENT", "APEX_MEMORY_RESERVE_MB", "APEX_MEMORY_WARNING_PERCENT", "APEX_MINIMUM_AGENTS",
        "APEX_PROGRESS_SECONDS", "APEX_REGION", "APEX_RETENTION_DAYS", "APEX_RETENTION_EXECUTIONS", "APEX_RETENTION_LOG_DAYS", "APEX_RETENTION_LOG_MB",
        "APEX_SHUTDOWN_SECONDS", "APEX_SILO_PORT", "APEX_SLOTS", "APEX_WRITES_PER_COMMIT",
        "APEX_ATTEMPT", "APEX_ATTEMPT_DIR", "APEX_CATEGORY", "APEX_CATEGORY_SETTINGS", "APEX_EXECUTION_ID", "APEX_LAYER", "APEX_LAYER_CONFIG", "APEX_MODE_CONFIG",
        "APEX_RESULTS_DIR", "APEX_SERVICE",
        "APEX_CRASH_AT", "APEX_RUNNER_SOCKET", "APEX_UPDATE_GOLDEN", "APEX_WRITE_GOLDEN",
    ];

    // Marks of a run's own processes; switches of tests; what the examples read.
    private static readonly string[] _families = ["APEX_MARK_", "APEX_TEST_", "APEX_EXAMPLE_"];

    /// <returns>One finding; null where all are known.</returns>
    public static Finding? Check(IReadOnlyDictionary<string, string> environment)
    {
        var unknown = environment.Keys
            .Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal) && !_names.Contains(name) && !Array.Exists(_families, family => name.StartsWith(family, StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal)
            .ToList();
        return unknown.Count == 0 ? null : Finding.Warning(
            "variables",
            string.Join("; ", unknown.Select(name => $"nothing of Apex reads {name}{Suggestions.DidYouMean(name, _names)}")),
            "correct or unset it; docs/operating.md lists the settings and their variables");
    }
}
