using Apex.Output;
using Apex.Progress;

namespace Apex.Following;

/// <summary>Append-only lines, for pipes and CI: one for each start and end of a layer and a category, and a sign of life in long silences.</summary>
internal sealed class PlainView(Action<string> write, Paint paint, TimeProvider time, bool verbose) : IProgressView
{
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);
    private const int NamesShown = 4;
    private const int ReasonLength = 120;
    private long _lastLine = time.GetTimestamp();
    private string? _trouble;

    public void Begin(RunBoard board)
    {
        if (board.Layers.Count > 0)
        {
            Line(board.CreatedAt, $"execution {board.Execution}"); // what follows may be of long ago
        }
    }

    public void Show(ProgressEvent progress, EventFacts facts, RunBoard board)
    {
        if (Text(progress, facts) is { } text)
        {
            Line(progress.Timestamp, text);
        }
    }

    public void Tick(RunBoard board)
    {
        var news = board.Trouble is not null && board.Trouble != _trouble;
        _trouble = board.Trouble;
        if (board.Over || (!news && time.GetElapsedTime(_lastLine) < Silence))
        {
            return;
        }

        var now = time.GetUtcNow();
        var running = board.Layers.SelectMany(layer => layer.Running).OrderBy(category => category.Value).ToList();
        var names = string.Join(", ", running.Take(NamesShown).Select(category => $"{Wording.Clean(category.Key)} {Wording.Duration(now - category.Value)}"));
        var more = running.Count > NamesShown ? $" and {running.Count - NamesShown} more" : "";
        Line(now, running.Count == 0 ? $"still waiting{(board.Trouble is { } trouble ? $": {paint.Yellow(Wording.Clean(trouble))}" : "")}" : $"still running: {names}{more}");
    }

    public void Pause()
    {
    }

    private string? Text(ProgressEvent progress, EventFacts facts) => progress.Type switch
    {
        EventTypes.LayerStarted => $"{Layer(progress)}  started{(facts.Categories is { } size ? $"  ({Wording.Count(size, "category", "categories")})" : "")}",
        EventTypes.LayerCompleted => $"{Layer(progress)}  {End(facts)}",
        EventTypes.LayerSkipped => $"{Layer(progress)}  {paint.Dim("skipped")}{Why(facts.Reason)}",
        EventTypes.CategoryStarted => $"  {Category(progress)}  started",
        EventTypes.CategoryCompleted => $"  {Category(progress)}  {End(facts)}",
        EventTypes.CategorySkipped => $"  {Category(progress)}  {paint.Dim("skipped")}{Why(facts.Reason)}",
        EventTypes.CategoryRetrying => $"  {Category(progress)}  {paint.Yellow("trying again")}  after attempt {progress.Attempt}{Why(facts.Reason ?? facts.Class)}",
        EventTypes.AttemptLost => $"  {Category(progress)}  {paint.Yellow("lost")}  attempt {progress.Attempt}{Why(facts.Reason)}",
        EventTypes.OrchestrationCancelled => $"{paint.Yellow("cancelling")}{Why(facts.Reason)}",
        EventTypes.Warning when verbose || progress.Layer is null => $"{paint.Yellow("warning")}  {Wording.Clean(facts.Message ?? facts.Code ?? "")}",
        EventTypes.AgentHealthChanged or EventTypes.AlertRaised when facts.Message is { } message => $"{paint.Yellow("warning")}  {Wording.Clean(message)}",
        EventTypes.ErrorOccurred when verbose || progress.Category is null => $"{paint.Red("error")}  {Wording.Clean(facts.Message ?? facts.Reason ?? facts.Code ?? "")}",
        EventTypes.ServiceStarting when verbose => $"{Service(facts)}  starting",
        EventTypes.ServiceHealthy => $"{Service(facts)}  {paint.Green("healthy")}  {(facts.StartedByApex == true ? "started by Apex" : "was up already")}",
        EventTypes.ServiceUnhealthy => $"{Service(facts)}  {paint.Red("unhealthy")}{Why(facts.Reason)}",
        EventTypes.ServiceStopped when verbose => $"{Service(facts)}  stopped",
        EventTypes.LogTruncated when verbose => $"  {Category(progress)}  its log is cut in the middle",
        EventTypes.AttemptStarted when verbose => $"  {Category(progress)}  attempt {progress.Attempt} started",
        _ => null,
    };

    private string End(EventFacts facts)
    {
        var verdict = paint.Verdict(facts.Verdict, (WireNames.Of(facts.Verdict) ?? "ended").Replace('_', ' '));
        var duration = facts.Duration is { } span ? $"  {Wording.Duration(span)}" : "";
        var counts = facts.Counts is { } tests ? $"  ({Wording.Tests(tests)})" : "";
        return $"{verdict}{duration}{counts}{(facts.Verdict == Verdict.Passed ? "" : Why(facts.Reason))}";
    }

    private static string Service(EventFacts facts) => $"service {Wording.Clean(facts.Service ?? "")}";

    private string Layer(ProgressEvent progress) => paint.Bold(Wording.Clean(progress.Layer ?? ""));

    private static string Category(ProgressEvent progress) => Wording.Clean(progress.Category ?? "");

    private static string Why(string? reason) => reason is { Length: > 0 } ? $"  {Wording.Shorten(Wording.FirstLine(reason), ReasonLength)}" : "";

    private void Line(DateTimeOffset at, string text)
    {
        _lastLine = time.GetTimestamp();
        write($"{paint.Dim($"[{TimeZoneInfo.ConvertTime(at, time.LocalTimeZone):HH:mm:ss}]")} {text}");
    }
}
