namespace Apex.Output;

/// <summary>Why a category has no verdict of tests, line by line; what another command printed stands further in.</summary>
internal static class ReasonLines
{
    private const int Most = 24;
    private const string Quote = "it printed:";

    public static List<string> Of(string? reason)
    {
        var lines = (reason ?? "").Split('\n').Select(static line => Wording.Clean(line).TrimEnd()).Where(static line => line.Length > 0).ToList();
        var quoted = lines.IndexOf(Quote);
        var shown = lines.Select((line, index) => quoted >= 0 && index > quoted ? $"  {line}" : line).ToList();
        return shown.Count <= Most ? shown : [.. shown.Take(Most - 1), "…"];
    }
}
