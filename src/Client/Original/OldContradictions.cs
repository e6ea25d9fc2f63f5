namespace Apex.Original;

/// <summary>Flags of the original that cannot both be meant.</summary>
internal static class OldContradictions
{
    private static readonly string[] _layered = [OldFlags.Master, OldFlags.UseLayers, OldFlags.Mode, OldFlags.BackgroundE2E, .. OldDetection.Information];
    private static readonly string[] _withoutBackground = ["fast_feedback", "commit", "ci", "development"];

    /// <exception cref="CliException">The line contradicts itself.</exception>
    public static void Check(OldLine line)
    {
        var categories = line.Has(OldFlags.Categories) ? OldFlags.Categories : OldFlags.Category;
        if (line.Has(OldFlags.UseLayers) && line.Has(categories))
        {
            throw Both(OldFlags.UseLayers, categories, "layers, or categories", "a category of the layers: apex run --category NAME", "categories without layers: apex run --mode legacy_categories --category NAME");
        }

        if (line.Has(OldFlags.Layers) && !_layered.Any(line.Has))
        {
            throw CliException.Usage($"{OldFlags.Layers} needs {OldFlags.UseLayers} (or {OldFlags.Master}, {OldFlags.Mode})", "shorter: apex run --layer NAME");
        }

        if (line.Has(OldFlags.BackgroundE2E) && line.Has(categories))
        {
            throw Both(OldFlags.BackgroundE2E, categories, "background layers, or categories");
        }

        CheckBackground(line);
        CheckProgress(line);
        CheckFailFast(line);
    }

    private static void CheckBackground(OldLine line)
    {
        var queue = OldDetection.Queue.Where(line.Has).ToList();
        if (queue.Count > 1)
        {
            throw Both(queue[0], queue[1], "one thing at a time");
        }

        foreach (var name in new[] { OldFlags.BackgroundCategory, OldFlags.BackgroundTimeout }.Where(line.Has))
        {
            if (!line.Has(OldFlags.QueueE2E))
            {
                throw CliException.Usage($"{name} goes with {OldFlags.QueueE2E}");
            }
        }

        if (line.Has(OldFlags.BackgroundE2E) && line.Value(OldFlags.Mode) is { } mode && _withoutBackground.Contains(mode))
        {
            throw Both(OldFlags.BackgroundE2E, $"{OldFlags.Mode} {mode}", "that mode has no background layers", "two runs: apex run --mode background_e2e --detach, and apex run --mode " + mode);
        }
    }

    private static void CheckProgress(OldLine line)
    {
        if (line.Has(OldFlags.NoStreaming) && line.Value(OldFlags.ProgressMode) is { } mode and not ("silent" or "websocket"))
        {
            throw Both(OldFlags.NoStreaming, $"{OldFlags.ProgressMode} {mode}", "progress is shown, or not");
        }
    }

    private static void CheckFailFast(OldLine line)
    {
        if (line.Has(OldFlags.FastFail) && line.Has(OldFlags.NoFastFail))
        {
            throw Both(OldFlags.FastFail, OldFlags.NoFastFail, "stop early, or not");
        }

        var flag = line.Has(OldFlags.FastFail) ? OldFlags.FastFail : OldFlags.NoFastFail;
        if (line.Has(flag) && line.Value(OldFlags.FailFastMode) is { } mode && mode != (flag == OldFlags.FastFail ? "first_failure" : "disabled"))
        {
            throw Both(flag, $"{OldFlags.FailFastMode} {mode}", "one of them says when to stop");
        }
    }

    private static CliException Both(string one, string other, string why, params IReadOnlyList<string> hints) =>
        CliException.Usage($"{one} and {other} contradict each other: {why}", hints);
}
