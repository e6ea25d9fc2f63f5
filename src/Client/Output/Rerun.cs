using System.Text.RegularExpressions;
using Apex.Executions;

namespace Apex.Output;

/// <summary>The commands that show or run something again.</summary>
internal static partial class Rerun
{
    /// <summary>Runs one category again.</summary>
    public static string Command(ExecutionFailure failure, ExecutionSnapshot execution) =>
        $"apex run --layer {Wording.Clean(failure.Layer)} --category {Wording.Clean(failure.Category)}{Environment(execution)}{Configuration(execution)}";

    /// <summary>Shows what a category printed: all that there is to see where no test is named.</summary>
    public static string Log(ExecutionFailure failure, ExecutionSnapshot execution) =>
        $"apex logs {execution.Id} {Wording.Clean(failure.Layer)}/{Wording.Clean(failure.Category)}";

    /// <summary>Runs everything again that failed.</summary>
    public static string Failed(ExecutionSnapshot execution) => $"apex rerun {execution.Id} --failed";

    private static string Environment(ExecutionSnapshot execution) => execution.Environment is "test" or "" ? "" : $" --env {Wording.Clean(execution.Environment)}";

    /// <summary>Only a file that is not found by itself has to be named.</summary>
    private static string Configuration(ExecutionSnapshot execution)
    {
        var folder = execution.ProjectFolder.TrimEnd('/');
        return execution.ConfigurationPath is not { Length: > 0 } path || path == $"{folder}/apex.yaml" || path == $"{folder}/config/apex.yaml"
            ? ""
            : $" --config {(Plain().IsMatch(path) ? path : $"'{Wording.Clean(path).Replace("'", @"'\''", StringComparison.Ordinal)}'")}";
    }

    [GeneratedRegex(@"^[\w./+@%:,=-]+$", RegexOptions.NonBacktracking)]
    private static partial Regex Plain();
}
