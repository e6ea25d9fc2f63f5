using Apex.Executions;

namespace Apex.Output;

/// <summary>The command that runs a failed category again.</summary>
internal static class Rerun
{
    public static string Command(ExecutionFailure failure, ExecutionSnapshot execution)
    {
        var environment = execution.Environment is "test" or "" ? "" : $" --env {Wording.Clean(execution.Environment)}";
        return $"apex run --layer {Wording.Clean(failure.Layer)} --category {Wording.Clean(failure.Category)}{environment}";
    }
}
