using Apex.Settings;

namespace Apex.Agents;

/// <summary>Which setting switches which agent.</summary>
internal static class AgentSwitch
{
    /// <returns>Name of the setting that switches this agent off; null if it is on.</returns>
    public static string? Off(AgentSettings settings, string agent) => agent switch
    {
        nameof(TestOrchestratorAgent) when !settings.TestOrchestrator => "agents.test_orchestrator",
        nameof(LayerExecutionAgent) when !settings.LayerExecution => "agents.layer_execution",
        nameof(BackgroundE2EAgent) when !settings.BackgroundE2E => "agents.background_e2e",
        nameof(ProgressStreamingAgent) when !settings.ProgressStreaming => "agents.progress_streaming",
        nameof(ResourceManagementAgent) when !settings.ResourceManagement => "agents.resource_management",
        _ => null,
    };
}
