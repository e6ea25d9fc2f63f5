using Apex.Commands;

namespace Apex.Original;

/// <summary>From the original's spelling to today's verbs. Pure: words in, words and sentences out.</summary>
/// <param name="Arguments">The same in today's spelling.</param>
/// <param name="Notes">What is to be said about flags that change nothing, one sentence each.</param>
internal sealed record OldTranslation(IReadOnlyList<string> Arguments, IReadOnlyList<string> Notes)
{
    private const string StandardBackgroundLayer = "e2e_background";
    private const string StandardBackgroundCategory = "e2e";
    private static readonly string[] _progressModes = ["rich", "simple", "json", "log", "silent", "websocket"];

    /// <exception cref="CliException">The line contradicts itself, or asks for what is not done without saying so.</exception>
    public static OldTranslation Of(IReadOnlyList<string> arguments)
    {
        var line = OldLine.Read(arguments);
        OldContradictions.Check(line);
        if (line.Unused.FirstOrDefault(flag => flag.Fate == OldFate.Refused) is { } refused)
        {
            throw CliException.Usage($"{refused.Name} does not exist here, and without it something else would run", refused.Words);
        }

        var chosen = OldDetection.Of(line);
        List<string> words =
        [
            .. chosen switch
            {
                OldSwitch.Information => Information(line),
                OldSwitch.OrchestrationStatus => Status(line),
                OldSwitch.BackgroundQueue => Background(line),
                OldSwitch.Categories => Run(line, layered: false),
                _ => Run(line, layered: true),
            },
            .. Flag(line, OldFlags.Verbose, "--verbose"),
            .. line.Others,
        ];
        return new OldTranslation(words, [.. line.Unused.Select(flag => Note(flag, chosen))]);
    }

    private static string Note(OldFlag flag, OldSwitch chosen)
    {
        var runs = chosen is OldSwitch.MasterOrchestration or OldSwitch.EnhancedLayers or OldSwitch.Layers or OldSwitch.Categories;
        return flag switch
        {
            { Fate: OldFate.Nothing } => $"{flag.Name} means nothing here: {flag.Words}",
            { Name: OldFlags.FailFastMode } when runs => $"this {flag.Name} means nothing here: success_criteria in apex.yaml decide",
            _ => $"{flag.Name} means nothing here: {Winner(chosen)}",
        };
    }

    private static string Winner(OldSwitch chosen) => chosen switch
    {
        OldSwitch.Information => "this only answers a question",
        OldSwitch.MasterOrchestration => $"{OldFlags.Master} comes before it",
        OldSwitch.OrchestrationStatus => $"{OldFlags.Status} comes before it",
        OldSwitch.BackgroundQueue => "this is about the background queue",
        _ => "layers come before it",
    };

    private static IEnumerable<string> Information(OldLine line)
    {
        var question = OldDetection.Information.First(line.Has);
        line.Take(question);
        var verb = OldFlags.Find(question)!.Words.Split(' ')[1];
        return [verb, .. verb == "plan" ? Categories(line) : [], .. Option(line, OldFlags.Env, "--env")];
    }

    private static IEnumerable<string> Status(OldLine line)
    {
        line.Take(OldFlags.Status);
        return ["status"];
    }

    private static IEnumerable<string> Background(OldLine line)
    {
        if (line.TakeOne(OldFlags.KillBackground) is { } id)
        {
            return ["background", "cancel", id];
        }

        if (line.TakeOne(OldFlags.BackgroundResults) is { } count)
        {
            return ["background", "results", "--limit", count];
        }

        if (line.Take(OldFlags.BackgroundStatus))
        {
            return ["background", "status"];
        }

        line.Take(OldFlags.QueueE2E);
        return
        [
            "background", "queue", line.TakeOne(OldFlags.BackgroundCategory) ?? StandardBackgroundCategory,
            .. Option(line, OldFlags.BackgroundTimeout, "--timeout"), .. Option(line, OldFlags.Env, "--env"), .. Grants(line),
        ];
    }

    private static IEnumerable<string> Run(OldLine line, bool layered) =>
    [
        "run", .. layered ? Layers(line) : ["--mode", "legacy_categories"], .. Categories(line),
        .. Option(line, OldFlags.Env, "--env"), .. Grants(line), .. FailFast(line), .. Progress(line), .. Option(line, OldFlags.Thread, "--thread"),
    ];

    /// <summary>The layers that are named, or those of the mode, by default of the whole.</summary>
    private static List<string> Layers(OldLine line)
    {
        line.Take(OldFlags.Master);
        var beside = line.Take(OldFlags.UseLayers) | line.Has(OldFlags.Layers);
        var layers = line.TakeAll(OldFlags.Layers).Distinct(StringComparer.Ordinal).ToList();
        var background = line.Take(OldFlags.BackgroundE2E);
        if (background && layers.Count > 0 && !layers.Contains(StandardBackgroundLayer))
        {
            layers.Add(StandardBackgroundLayer);
        }

        // Named layers or categories say enough by themselves.
        var named = layers.Count > 0 || line.Has(OldFlags.Category) || line.Has(OldFlags.Categories);
        var mode = line.TakeOne(OldFlags.Mode) ?? (background, beside, named) switch
        {
            (true, true, _) => "hybrid_execution",
            (true, false, _) => "background_e2e",
            (false, _, false) => "layered_execution",
            _ => null,
        };
        return [.. mode is null ? [] : new[] { "--mode", mode }, .. layers.SelectMany(layer => new[] { "--layer", layer })];
    }

    private static IEnumerable<string> Categories(OldLine line) => line.TakeAll(OldFlags.Category).Concat(line.TakeAll(OldFlags.Categories))
        .Distinct(StringComparer.Ordinal)
        .SelectMany(category => new[] { "--category", category });

    private static IEnumerable<string> Grants(OldLine line) => [.. Flag(line, OldFlags.RealServices, "--real-services"), .. Flag(line, OldFlags.RealLlm, "--real-llm")];

    private static IEnumerable<string> FailFast(OldLine line)
    {
        var mode = line.Value(OldFlags.FailFastMode);
        if (mode is "critical_failure" or "threshold_based" or "smart_adaptive" or "dependency_aware")
        {
            return []; // the layer's criteria decide; the note says that the flag has no effect
        }

        line.Take(OldFlags.FailFastMode);
        var word = (line.Take(OldFlags.FastFail), line.Take(OldFlags.NoFastFail), mode) switch
        {
            (true, _, _) or (_, _, "first_failure") => "immediate",
            (_, true, _) => "disabled",
            (_, _, "category_failure") => "category",
            _ => mode,
        };
        return word is null ? [] : ["--fail-fast", word];
    }

    private static IEnumerable<string> Progress(OldLine line)
    {
        var mode = line.TakeOne(OldFlags.ProgressMode);
        if (mode is not null && !_progressModes.Contains(mode))
        {
            throw CliException.Usage($"{OldFlags.ProgressMode} {mode}: expected {string.Join(", ", _progressModes[..^1])} or {_progressModes[^1]}{Suggestions.DidYouMean(mode, _progressModes)}");
        }

        return (line.Take(OldFlags.NoStreaming) || mode == "websocket" ? "silent" : mode) is { } word ? ["--progress", word] : [];
    }

    private static IEnumerable<string> Option(OldLine line, string old, string name) => line.TakeOne(old) is { } value ? [name, value] : [];

    private static IEnumerable<string> Flag(OldLine line, string old, string name) => line.Take(old) ? [name] : [];
}
