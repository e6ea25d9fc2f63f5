using System.Text;
using Apex.Executions;
using Apex.Output;

namespace Apex.GitHub;

/// <summary>The run as markdown, below the size at which GitHub drops a summary whole.</summary>
internal static class StepSummary
{
    /// <summary>GitHub's limit is 1 MiB a step.</summary>
    public const int MaxBytes = 1_000_000;

    private const string Cut = "\n_cut here: the rest is in `apex status`_\n";

    public static string Markdown(ExecutionSnapshot execution, TimeProvider time, string currentFolder)
    {
        var text = new StringBuilder();
        var finished = execution.FinishedAt ?? time.GetUtcNow();
        text.Append($"### Apex: {WireNames.Of(execution.Verdict)?.Replace('_', ' ')} in {Wording.Duration(finished - (execution.StartedAt ?? execution.CreatedAt))}\n\n");
        text.Append($"`{execution.Id}` · {Escape(execution.Mode)}{(execution.Counts is { } all ? $" · {Wording.Tests(all)}" : "")}\n\n");
        text.Append("| layer | verdict | time | categories | tests |\n|---|---|---|---|---|\n");
        foreach (var layer in execution.Layers)
        {
            text.Append($"| {Escape(layer.Name)} | {(WireNames.Of(layer.Verdict) ?? WireNames.Of(layer.State)).Replace('_', ' ')} | {Wording.Duration(layer.StartedAt, layer.FinishedAt)} | {layer.Tally.Total} | {(layer.Counts is { } counts ? Wording.Tests(counts) : "")} |\n");
        }

        var size = Encoding.UTF8.GetByteCount(text.ToString());
        foreach (var failure in ExecutionFailures.Of(execution).Select((failure, index) => Failure(failure, execution, currentFolder, first: index == 0)))
        {
            size += Encoding.UTF8.GetByteCount(failure);
            if (size + Cut.Length > MaxBytes)
            {
                return text.Append(Cut).ToString();
            }

            text.Append(failure);
        }

        return text.Append('\n').ToString();
    }

    private static string Failure(ExecutionFailure failure, ExecutionSnapshot execution, string currentFolder, bool first)
    {
        var place = failure.File is { } file ? $" — `{Code(failure.Line is { } line ? $"{file}:{line}" : file)}`" : "";
        var message = Wording.Clean(failure.Message ?? "", keepLines: true).Replace("```", "'''", StringComparison.Ordinal);
        return $"{(first ? "\n#### Failures\n" : "")}\n**{Escape(failure.Test ?? WireNames.Of(failure.Verdict) ?? "")}**{place}\n```\n{message}\n{Rerun.Command(failure, execution, currentFolder)}\n```\n";
    }

    private static string Code(string text) => Wording.Clean(text).Replace('`', '\'');

    private static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (var c in Wording.Clean(text))
        {
            if (c is '|' or '*' or '_' or '`' or '<' or '>' or '[' or ']' or '\\')
            {
                escaped.Append('\\');
            }

            escaped.Append(c);
        }

        return escaped.ToString();
    }
}
