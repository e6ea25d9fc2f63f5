using System.Globalization;

namespace Apex.Runs;

/// <summary>A time in the past as people type it: <c>30m</c>, <c>12h</c>, <c>7d</c>, or a date, with a time of day if they like.</summary>
internal static class Since
{
    private const int Most = 100_000;

    /// <exception cref="CliException">It is neither.</exception>
    public static DateTimeOffset? Of(string? text, TimeProvider time)
    {
        if (text is null)
        {
            return null;
        }

        if (Age(text) is { } span)
        {
            return time.GetUtcNow() - span;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal | DateTimeStyles.AdjustToUniversal, out var at)
            ? at
            : throw CliException.Usage($"--since {text}: expected a span (30m, 12h, 7d) or a date (2026-11-22, 2026-11-22T08:00)");
    }

    /// <summary>A span alone; null if it is none.</summary>
    public static TimeSpan? Age(string text) =>
        !int.TryParse(text.AsSpan(0, Math.Max(0, text.Length - 1)), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > Most ? null
        : text[^1] switch
        {
            'm' => TimeSpan.FromMinutes(number),
            'h' => TimeSpan.FromHours(number),
            'd' => TimeSpan.FromDays(number),
            _ => null,
        };
}
