using Apex.Categories;
using Apex.Executions;
using Apex.Resources;

namespace Apex.Output;

/// <summary>Why something waits, for people: one line each.</summary>
internal sealed class WhyText(Paint paint)
{
    private const int Shown = 60;

    /// <param name="reply">What waits.</param>
    /// <param name="asked">The one category that was asked for; null for all.</param>
    public IEnumerable<string> Lines(WhyReply reply, CategorySnapshot? asked)
    {
        if (reply.Waiting.Count == 0)
        {
            yield return asked is not null ? $"{asked.Name} does not wait: it {Standing(asked)}"
                : reply.State == ExecutionState.Completed ? $"{reply.Id} is over ({WireNames.Of(reply.Verdict)?.Replace('_', ' ')}): nothing waits"
                : $"nothing of {reply.Id} waits: {Wording.Count(reply.Running, "category runs", "categories run")}";
            yield break;
        }

        var table = new TextTable();
        foreach (var wait in reply.Waiting.Take(Shown))
        {
            table.Add(new Cell(Name(wait), paint.Bold), new Cell(wait.Reason, paint.Yellow), Wording.Clean(wait.Detail));
        }

        foreach (var line in table.Lines(paint))
        {
            yield return line;
        }

        if (reply.WaitingTotal > Shown)
        {
            yield return paint.Dim($"and {reply.WaitingTotal - Shown} more; -o json has up to 1 000");
        }

        if (asked is null)
        {
            yield return "";
            yield return $"{reply.WaitingTotal} wait, {Wording.Count(reply.Running, "category runs", "categories run")}";
        }
    }

    private static string Name(Wait wait) => Wording.Clean(wait switch
    {
        { Layer: null } => "the execution",
        { Category: null } => wait.Layer,
        _ => $"  {wait.Layer}/{wait.Category}",
    });

    private static string Standing(CategorySnapshot category) => category.State switch
    {
        _ when category.Verdict != Verdict.None => $"has ended ({WireNames.Of(category.Verdict)?.Replace('_', ' ')})",
        StepState.Running => "runs",
        _ => "is being started",
    };
}
