using System.Text.Json;
using Apex.Progress;

namespace Apex.Following;

/// <summary>What a display needs of an event's data. Everything is optional: events of a newer silo may say less or more.</summary>
internal sealed record EventFacts
{
    private static readonly EventFacts None = new();

    public Verdict Verdict { get; init; }

    public TimeSpan? Duration { get; init; }

    public TestCounts? Counts { get; init; }

    public string? Reason { get; init; }

    public string? Class { get; init; }

    public string? Code { get; init; }

    public string? Message { get; init; }

    public int? Categories { get; init; }

    public bool? Background { get; init; }

    public string? Service { get; init; }

    public bool? StartedByApex { get; init; }

    public static EventFacts Of(ProgressEvent progress)
    {
        if (progress.Type is EventTypes.CategoryQueued or EventTypes.CategoryStarted or EventTypes.AttemptStarted or EventTypes.AttemptFinished)
        {
            return None; // four of each category's five, and no display says more of them than that they are
        }

        try
        {
            using var document = JsonDocument.Parse(progress.Data);
            return document.RootElement.ValueKind == JsonValueKind.Object ? Read(document.RootElement) : None;
        }
        catch (JsonException)
        {
            return None; // the event itself still counts
        }
    }

    private static EventFacts Read(JsonElement data) => new()
    {
        Verdict = ReadVerdict(Text(data, "verdict")),
        Duration = Number(data, "duration_ms") is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null,
        Counts = data.TryGetProperty("counts", out var counts) && counts.ValueKind == JsonValueKind.Object ? ReadCounts(counts) : null,
        Reason = Text(data, "reason"),
        Class = Text(data, "class"),
        Code = Text(data, "code"),
        Message = Text(data, "message"),
        Categories = (int?)Number(data, "categories"),
        Background = Flag(data, "background"),
        Service = Text(data, "service"),
        StartedByApex = Flag(data, "started_by_apex"),
    };

    private static bool? Flag(JsonElement data, string name) =>
        data.TryGetProperty(name, out var flag) && flag.ValueKind is JsonValueKind.True or JsonValueKind.False ? flag.GetBoolean() : null;

    private static TestCounts ReadCounts(JsonElement counts) => new()
    {
        Total = (int)(Number(counts, "total") ?? 0),
        Passed = (int)(Number(counts, "passed") ?? 0),
        Failed = (int)(Number(counts, "failed") ?? 0),
        Skipped = (int)(Number(counts, "skipped") ?? 0),
        Flaky = (int)(Number(counts, "flaky") ?? 0),
    };

    private static Verdict ReadVerdict(string? name) =>
        name is not null && Enum.TryParse<Verdict>(name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var verdict) ? verdict : Verdict.None;

    private static string? Text(JsonElement data, string name) =>
        data.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long? Number(JsonElement data, string name) =>
        data.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;
}
