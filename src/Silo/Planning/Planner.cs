using Apex.Configuration;
using Apex.Configuration.Settings;
using Apex.Configuration.Validation;
using Apex.Configuration.Yaml;
using Apex.Executions;
using Apex.Persistence;
using Apex.Planning.Modes;

namespace Apex.Planning;

/// <inheritdoc/>
internal sealed class Planner(ModeCatalog modes, ParsedFiles files) : IPlanner
{
    private const int LongestTotalMinutes = 1440;

    public Planner()
        : this(new ModeCatalog(ModeCatalog.BuiltIn), new ParsedFiles(new YamlLimits(), TimeProvider.System))
    {
    }

    /// <summary>CPU of a host, percent of one core. Default: this one's.</summary>
    public int HostCpuPercent { get; init; } = Environment.ProcessorCount * 100;

    /// <summary>What the operator lets any project ask.</summary>
    public OperatorLimits Operator { get; init; } = new();

    public PlanReply Plan(PlanRequest request, IReadOnlySet<string>? failedBefore = null)
    {
        var problems = new ProblemBag();
        var environment = EnvironmentNames.Resolve(request.Environment);
        if (environment is null)
        {
            problems.Error(default, "", "unknown_environment", EnvironmentNames.Refuse(request.Environment));
        }

        var loaded = new ConfigurationLoader(files).Load(request.Files, environment ?? EnvironmentNames.Default, problems);
        var failFast = ReadRequest(request, problems);
        if (loaded is null)
        {
            return Refused(problems);
        }

        var mode = FindMode(request, loaded, problems);
        if (mode is null || problems.HasErrors)
        {
            return Refused(problems);
        }

        var notes = new List<PlanNote>();
        var selection = new Selector(loaded.Settings, problems, notes).Select(request, mode);
        new Ceilings(loaded, problems, HostCpuPercent).Check();
        if (selection is not null)
        {
            CheckSelection(request, selection, problems);
            new OperatorRules(Operator, loaded, problems).Check(ProjectName(loaded.Settings, request.ProjectFolder), selection);
        }

        return selection is null || problems.HasErrors ? Refused(problems) : Make(request, loaded, mode, selection, failFast, failedBefore ?? new HashSet<string>(), notes, problems);
    }

    private static PlanReply Make(
        PlanRequest request, LoadedConfiguration loaded, IExecutionMode mode, Selection selection, FailFast? failFast, IReadOnlySet<string> failedBefore, List<PlanNote> notes, ProblemBag problems)
    {
        var services = new ServicePlanner(loaded.Settings, request.ProjectFolder);
        var categories = new CategoryPlanner(loaded.Settings, request, services);
        var layers = new LayerPlanner(loaded.Settings, categories, notes, failedBefore).Plan(selection, failFast ?? selection.FailFast);
        foreach (var note in notes.Concat(categories.Notes))
        {
            problems.Warning(default, "", note.Code, note.Message);
        }

        var plan = new ExecutionPlan
        {
            Project = ProjectName(loaded.Settings, request.ProjectFolder),
            ProjectFolder = request.ProjectFolder,
            Mode = mode.Id,
            Environment = loaded.Environment,
            Layers = layers,
            TimeoutMs = (request.TimeoutMinutes ?? mode.TotalMinutes ?? loaded.Settings.Execution.GlobalTimeoutMinutes) * 60_000L,
            MaxParallelCategories = loaded.Settings.Execution.MaxParallelCategories,
            MaxMemoryMb = loaded.Settings.Execution.MaxMemoryMb,
            MaxCpuPercent = Ceilings.Below(loaded.Settings.Execution.MaxCpuPercent),
            InterLayerDelayMs = loaded.Settings.Execution.InterLayerDelaySeconds * 1000L,
            Services = services.Used(layers),
            ModeConfig = loaded.Settings.Modes.GetValueOrDefault(mode.Id)?.CustomConfig?.Json,
            Warnings = [.. problems.ToList().Select(static problem => new Warning { Code = problem.Code, Message = Sentence(problem) })],
        };
        plan = ModePlan.Of(mode, BackgroundPlanner.Apply(plan, request, loaded.Settings.Background), problems);
        var reply = problems.HasErrors ? Refused(problems) : new PlanReply { Plan = plan, Hash = PlanHash.Of(plan), Problems = problems.ToList(), Secrets = categories.Secrets };
        return request.ForRun || reply.Plan is null ? reply : reply with { Omitted = Omissions.Of(loaded.Settings, request, mode.Id, selection) };
    }

    private IExecutionMode? FindMode(PlanRequest request, LoadedConfiguration loaded, ProblemBag problems)
    {
        var name = request.Mode ?? (request.Background is null ? ModeCatalog.Default : ModeCatalog.Background);
        var mode = modes.Find(loaded.Settings, name);
        if (mode is null)
        {
            var known = modes.For(loaded.Settings).Select(static other => other.Id).ToList();
            var aliases = modes.For(loaded.Settings).SelectMany(static other => other.Aliases);
            problems.Error(default, "", "unknown_mode", $"there is no mode '{name}'{Suggestion.For(name, known.Concat(aliases))}; modes: {string.Join(", ", known)}");
        }

        return mode;
    }

    private static FailFast? ReadRequest(PlanRequest request, ProblemBag problems)
    {
        if (!Path.IsPathFullyQualified(request.ProjectFolder) || request.ProjectFolder.Contains('\0'))
        {
            problems.Error(default, "", "project_folder", $"the project folder '{request.ProjectFolder}' is not an absolute path");
        }

        BackgroundPlanner.Check(request, problems);
        if (request.TimeoutMinutes is { } minutes and not (>= 1 and <= LongestTotalMinutes))
        {
            problems.Error(default, "", "out_of_range", $"the timeout is {minutes}; expected a whole number from 1 to {LongestTotalMinutes} (minutes)");
        }

        if (request.FailFast is null)
        {
            return null;
        }

        string[] words = ["disabled", "immediate", "category", "layer"];
        if (!words.Contains(request.FailFast))
        {
            problems.Error(default, "", "wrong_value",
                $"there is no fail-fast strategy '{request.FailFast}'{Suggestion.For(request.FailFast, words)}; strategies: {string.Join(", ", words)}");
            return null;
        }

        return Enum.Parse<FailFast>(request.FailFast, ignoreCase: true);
    }

    private static void CheckSelection(PlanRequest request, Selection selection, ProblemBag problems)
    {
        if (request.ExtraArguments.Count > 0 && request.Categories.Distinct().Count() != 1)
        {
            problems.Error(default, "", "extra_arguments", $"arguments after -- go to exactly one category; name it with --category, {request.Categories.Distinct().Count()} are named");
        }

        if (!request.ForRun)
        {
            return;
        }

        foreach (var grant in ServiceRules.Grants.Where(grant => !(grant == "real_llm" ? request.RealLlm : request.RealServices)))
        {
            var needy = selection.Layers.SelectMany(static layer => layer.Categories).Where(category => category.Requires.Contains(grant)).Select(static category => category.Name).ToList();
            if (needy.Count > 0)
            {
                problems.Error(default, "", "grant_missing", $"the grant {grant} is required by {string.Join(", ", needy.Take(20))}; give it with --{grant.Replace('_', '-')}");
            }
        }
    }

    private static PlanReply Refused(ProblemBag problems) => new() { Problems = problems.ToList() };

    private static string Sentence(ConfigurationProblem problem) => problem.Path.Length == 0 ? problem.Message : $"{problem.Path}: {problem.Message}";

    public static string ProjectName(ApexConfiguration settings, string folder) =>
        settings.Project ?? (Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)) is { Length: > 0 } name ? name : "project");
}
