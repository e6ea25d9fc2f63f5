using Apex.Executions;
using Apex.Output;

namespace Apex.GitHub;

/// <summary>In GitHub Actions: annotations for the worst failures, and a summary of the run on the job's page.</summary>
internal static class GitHubReport
{
    /// <summary>GitHub shows ten annotations of a kind a step.</summary>
    public const int Annotations = 10;

    public static void Write(ExecutionSnapshot execution, CliHost host, IOutput output)
    {
        if (host.Environment.GetValueOrDefault("GITHUB_ACTIONS") != "true")
        {
            return;
        }

        // The runner reads its commands from stderr too, where they disturb no document.
        foreach (var failure in ExecutionFailures.Of(execution).OrderBy(failure => failure.File is null).Take(Annotations))
        {
            host.StandardError.Write(Annotation(failure) + "\n");
        }

        host.StandardError.Flush();
        if (host.Environment.GetValueOrDefault("GITHUB_STEP_SUMMARY") is { Length: > 0 } file)
        {
            Append(file, StepSummary.Markdown(execution, host.Time, host.CurrentFolder), output);
        }
    }

    public static string Annotation(ExecutionFailure failure)
    {
        var title = $"{failure.Layer} / {failure.Category}";
        var properties = failure.File is { } file
            ? $"file={Property(file)}{(failure.Line is { } line ? $",line={line}" : "")},title={Property(title)}"
            : $"title={Property(title)}";
        var message = string.Join('\n', new[] { failure.Test ?? WireNames.Of(failure.Verdict), failure.Message }.OfType<string>());
        return $"::error {properties}::{Message(message)}";
    }

    private static string Message(string text) =>
        text.Replace("%", "%25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Property(string text) =>
        Message(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);

    private static void Append(string file, string markdown, IOutput output)
    {
        try
        {
            File.AppendAllText(file, markdown);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            output.Warn($"the step summary could not be written: {error.Message}");
        }
    }
}
