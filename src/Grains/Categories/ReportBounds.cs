using System.Text.Json;

namespace Apex.Categories;

/// <summary>Cuts reports so that a category's row stays under 64 KiB, whatever a test prints. The full text stays in the report file.</summary>
public static class ReportBounds
{
    /// <summary>JSON bytes for the texts of the last attempt, of an earlier one, and of a late result.</summary>
    public const int LastAttempt = 20_000;
    public const int EarlierAttempt = 800;

    private const int MaxFailures = 20;

    public static AttemptReport Fit(AttemptReport report, int budget)
    {
        var left = budget;
        var reason = Take(report.Reason, Math.Min(1_000, budget / 3), ref left);
        var reports = new List<string>();
        foreach (var path in report.Reports.TakeWhile(path => left - Size(path) >= budget / 2))
        {
            left -= Size(path);
            reports.Add(path);
        }

        var failures = new List<TestFailure>();
        foreach (var failure in report.Failures.Take(MaxFailures).TakeWhile(failure => left > Size(failure.Test) + Size(failure.File) + 100))
        {
            left -= Size(failure.Test) + Size(failure.File) + 100;
            failures.Add(failure with { Message = Take(failure.Message, budget / MaxFailures, ref left) });
        }

        return report with { Reason = reason, Reports = reports, Failures = failures, Artifacts = Fit(report.Artifacts, budget), Tests = null };
    }

    /// <summary>The files stay in their folder: the row names the first ones.</summary>
    private static KeptArtifacts? Fit(KeptArtifacts? artifacts, int budget)
    {
        var left = budget / 10;
        return artifacts is null ? null : artifacts with { Files = [.. artifacts.Files.TakeWhile(name => (left -= Size(name)) >= 0)] };
    }

    private static string? Take(string? text, int most, ref int left)
    {
        if (text is null)
        {
            return null;
        }

        var size = Size(text);
        var allowed = Math.Max(0, Math.Min(most, left));
        if (size > allowed)
        {
            text = text[..(int)((long)text.Length * allowed / size)];
            if (text.Length > 0 && char.IsHighSurrogate(text[^1]))
            {
                text = text[..^1];
            }

            text += "…";
            size = allowed + 6;
        }

        left -= size;
        return text;
    }

    private static int Size(string? text) => text is null ? 0 : JsonEncodedText.Encode(text).EncodedUtf8Bytes.Length;
}
