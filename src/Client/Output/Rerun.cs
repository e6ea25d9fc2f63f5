using Apex.Executions;
using Apex.Runs;

namespace Apex.Output;

/// <summary>The commands that show or run something again.</summary>
internal static class Rerun
{
    private const string DefaultMode = "layered_execution";

    // Stands for the layers where a mode runs without them: no layer of a file.
    private const string WithoutLayers = "legacy_categories";

    /// <summary>Runs one category again.</summary>
    /// <param name="failure">What failed.</param>
    /// <param name="execution">Where.</param>
    /// <param name="currentFolder">The folder in which the person stands who reads the line.</param>
    public static string Command(ExecutionFailure failure, ExecutionSnapshot execution, string currentFolder) =>
        $"apex run{Mode(execution)}{Layer(failure)} --category {Wording.Clean(failure.Category)}{Environment(execution)}{Configuration(execution, currentFolder)}";

    /// <summary>Shows what a category printed: all that there is to see where no test is named; null if it never ran or printed nothing.</summary>
    public static string? Log(ExecutionFailure failure, ExecutionSnapshot execution) =>
        execution.Layers.Find(layer => layer.Name == failure.Layer)?.Categories.Find(category => category.Name == failure.Category)?.Attempts is not [.., var last] || last.Report?.LogBytes == 0
            ? null
            : $"apex logs {execution.Id} {Wording.Clean(failure.Layer)}/{Wording.Clean(failure.Category)}";

    /// <summary>Runs everything again that failed.</summary>
    public static string Failed(ExecutionSnapshot execution) => $"apex rerun {execution.Id} --failed";

    private static string Mode(ExecutionSnapshot execution) => execution.Mode is DefaultMode or "" ? "" : $" --mode {Wording.Clean(execution.Mode)}";

    private static string Layer(ExecutionFailure failure) => failure.Layer == WithoutLayers ? "" : $" --layer {Wording.Clean(failure.Layer)}";

    private static string Environment(ExecutionSnapshot execution) => execution.Environment is "test" or "" ? "" : $" --env {Wording.Clean(execution.Environment)}";

    /// <summary>Only a file that is not found by itself has to be named.</summary>
    private static string Configuration(ExecutionSnapshot execution, string currentFolder) =>
        execution.ConfigurationPath is not { Length: > 0 } path || ConfigurationFinder.FileFor(currentFolder) == path
            ? ""
            : $" --config {CommandText.Word(Wording.Clean(path))}";
}
