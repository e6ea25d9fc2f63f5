namespace Apex.Original;

/// <summary>Every flag of the original's command line, one row each (docs/migrating.md has the same rows).</summary>
internal static class OldFlags
{
    public const string Master = "--master-orchestration";
    public const string Status = "--orchestration-status";
    public const string UseLayers = "--use-layers";
    public const string Thread = "--websocket-thread-id";
    public const string Layers = "--layers";
    public const string Mode = "--execution-mode";
    public const string BackgroundE2E = "--background-e2e";
    public const string Category = "--category";
    public const string Categories = "--categories";
    public const string QueueE2E = "--queue-e2e";
    public const string BackgroundCategory = "--background-category";
    public const string BackgroundStatus = "--background-status";
    public const string BackgroundResults = "--background-results";
    public const string KillBackground = "--kill-background";
    public const string BackgroundTimeout = "--background-timeout";
    public const string ListCategories = "--list-categories";
    public const string ShowLayers = "--show-layers";
    public const string ShowCategoryStats = "--show-category-stats";
    public const string Validate = "--validate";
    public const string Env = "--env";
    public const string RealServices = "--real-services";
    public const string RealLlm = "--real-llm";
    public const string FastFail = "--fast-fail";
    public const string NoFastFail = "--no-fast-fail";
    public const string FailFastMode = "--fail-fast-mode";
    public const string ProgressMode = "--progress-mode";
    public const string NoStreaming = "--no-progress-streaming";
    public const string Verbose = "--verbose";

    public static IReadOnlyList<OldFlag> All { get; } =
    [
        Word(Master, OldArity.None, "apex run"),
        Word(Status, OldArity.None, "apex status"),
        Word(UseLayers, OldArity.None, "apex run"),
        Word(Layers, OldArity.Many, "--layer, once for each"),
        Word(Mode, OldArity.One, "apex run --mode"),
        Word(Thread, OldArity.One, "--thread"),
        Word(BackgroundE2E, OldArity.None, "apex run --mode background_e2e; beside layers --mode hybrid_execution"),
        Word(Category, OldArity.One, "--category"),
        Word(Categories, OldArity.Many, "--category, once for each"),
        Word(QueueE2E, OldArity.None, "apex background queue"),
        Word(BackgroundCategory, OldArity.One, "apex background queue CATEGORY"),
        Word(BackgroundTimeout, OldArity.One, "apex background queue --timeout"),
        Word(BackgroundStatus, OldArity.None, "apex background status"),
        Word(BackgroundResults, OldArity.One, "apex background results --limit"),
        Word(KillBackground, OldArity.One, "apex background cancel"),
        Word(ListCategories, OldArity.None, "apex layers"),
        Word(ShowLayers, OldArity.None, "apex layers"),
        Word(ShowCategoryStats, OldArity.None, "apex plan"),
        Word(Validate, OldArity.None, "apex validate"),
        Word(Env, OldArity.One, "--env"),
        Word(RealServices, OldArity.None, "--real-services"),
        Word(RealLlm, OldArity.None, "--real-llm"),
        Word(FastFail, OldArity.None, "--fail-fast immediate"),
        Word(NoFastFail, OldArity.None, "--fail-fast disabled"),
        Word(FailFastMode, OldArity.One, "--fail-fast"),
        Word(ProgressMode, OldArity.One, "--progress"),
        Word(NoStreaming, OldArity.None, "--progress silent"),
        Word(Verbose, OldArity.None, "--verbose"),
        Nothing("--enable-monitoring", OldArity.None, "monitoring is always on"),
        Nothing("--no-coverage", OldArity.None, "Apex adds no coverage; it belongs to a category's command"),
        Nothing("--parallel", OldArity.None, "execution_mode and max_parallel_instances in apex.yaml decide"),
        Nothing("--workers", OldArity.One, "max_parallel_instances in apex.yaml and the host's slots decide"),
        Nothing("--max-workers", OldArity.One, "it belongs to a category's command"),
        Nothing("--max-parallel-layers", OldArity.One, "depends_on and conflicts_with in apex.yaml decide which layers run together"),
        Nothing("--window-size", OldArity.One, "tests are not split by time"),
        Nothing("--disable-auto-split", OldArity.None, "tests are not split"),
        Nothing("--splitting-strategy", OldArity.One, "tests are not split"),
        Nothing("--cypress-headed", OldArity.None, "it belongs to a category's command"),
        Nothing("--cypress-browser", OldArity.One, "it belongs to a category's command"),
        Nothing("--allow-prod", OldArity.None, "--env prod says it, and the operator of the region decides"),
        Refused("--pattern", OldArity.One, "name one category and give its command the filter: apex run --category NAME -- -k PATTERN, or write include: in apex.yaml"),
        Refused("--resume-from", OldArity.One, "every execution is kept: apex rerun ID --failed runs what is missing"),
        Refused("--exclude-env", OldArity.Many, "one environment is named: --env"),
    ];

    private static readonly Dictionary<string, OldFlag> _byName = All.ToDictionary(flag => flag.Name, StringComparer.Ordinal);

    public static OldFlag? Find(string name) => _byName.GetValueOrDefault(name);

    private static OldFlag Word(string name, OldArity arity, string becomes) => new(name, arity, OldFate.Translated, becomes);

    private static OldFlag Nothing(string name, OldArity arity, string why) => new(name, arity, OldFate.Nothing, why);

    private static OldFlag Refused(string name, OldArity arity, string instead) => new(name, arity, OldFate.Refused, instead);
}
