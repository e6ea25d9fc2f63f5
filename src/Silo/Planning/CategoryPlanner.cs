using Apex.Categories;
using Apex.Configuration;
using Apex.Configuration.Settings;
using Apex.Results.Frameworks;

namespace Apex.Planning;

/// <summary>Turns a category's settings into a command that is ready to be started. Secrets go beside the plan.</summary>
internal sealed class CategoryPlanner(ApexConfiguration settings, PlanRequest request, ServicePlanner services)
{
    private const long Mebibyte = 1024 * 1024;

    /// <summary>Linux takes 128 KiB in one argument.</summary>
    private const int LongestArgument = 100_000;

    /// <summary>Values by <c>category/NAME</c>.</summary>
    public Dictionary<string, string> Secrets { get; } = [];

    /// <summary>What a reader of the plan should know.</summary>
    public List<PlanNote> Notes { get; } = [];

    /// <param name="layer">Its layer.</param>
    /// <param name="category">The category.</param>
    /// <param name="planned">Names of all categories of the plan: a dependency on another one has nothing to wait for.</param>
    public CategoryPlan Plan(OrderedLayer layer, CategorySettings category, IReadOnlySet<string> planned)
    {
        var defaults = settings.Defaults;
        var variables = Variables(category);
        foreach (var (name, value) in variables.Where(static pair => pair.Value.Secret))
        {
            Secrets[$"{category.Name}/{name}"] = value.Value;
        }

        return new CategoryPlan
        {
            Name = category.Name,
            Command = Command(layer, category),
            WorkingDirectory = Path.GetFullPath(category.WorkingDirectory ?? defaults.WorkingDirectory, request.ProjectFolder),
            Environment = variables.Where(static pair => !pair.Value.Secret).ToDictionary(static pair => pair.Key, static pair => pair.Value.Value),
            SecretNames = [.. variables.Where(static pair => pair.Value.Secret).Select(static pair => pair.Key)],
            TimeoutMs = (category.TimeoutSeconds ?? defaults.TimeoutSeconds) * 1000L,
            NoOutputTimeoutMs = category.NoOutputTimeoutSeconds * 1000L,
            PriorityOrder = category.PriorityOrder,
            Critical = category.Critical,
            DependsOn = [.. category.DependsOn.Distinct().Where(planned.Contains)],
            Locks = [.. category.Locks.Distinct().Order(StringComparer.Ordinal)],
            MemoryMb = category.Resources.MemoryMb,
            CpuPercent = category.Resources.CpuPercent,
            Dedicated = category.Resources.Dedicated,
            Retry = Retry(category),
            Results = category.Results.Format == "none" ? null : new ResultsPlan { Format = category.Results.Format, Path = category.Results.Path },
            NoTests = category.NoTests,
            Framework = category.Framework ?? defaults.Framework,
            Artifacts = category.Artifacts,
            LogLimitBytes = category.Limits.LogMb * Mebibyte,
            CustomSettings = category.CustomSettings?.Json,
            MemoryLimitMb = category.Limits.MemoryMb,
            CpuLimitPercent = category.Limits.CpuPercent,
            ProcessLimit = category.Limits.Processes,
            MaxParallelInstances = category.MaxParallelInstances,
            Services = services.For(layer.Settings, category),
        };
    }

    private RetryRule Retry(CategorySettings category)
    {
        var retries = category.Retries ?? settings.Defaults.Retries;
        var rule = new RetryRule { BackgroundRetries = request.Background is null ? null : settings.Background.Retries };
        return retries == 0
            ? rule
            : rule with { Retries = retries, On = [.. category.RetryOn.Distinct().Select(static word => Enum.Parse<FailureClass>(word, ignoreCase: true)).Order()] };
    }

    private List<string> Command(OrderedLayer layer, CategorySettings category)
    {
        var command = category.Command ?? Named(settings.Defaults.Command!, layer.Id, category.Name);
        var framework = FrameworkTable.Of(category.Framework ?? settings.Defaults.Framework);
        var added = new AddedArguments
        {
            Report = AddedArguments.ReportOf(framework, category.Results.Format, command),
            Filters = Filters(framework, category, command),
            Extra = request.Categories.Contains(category.Name) ? request.ExtraArguments : [],
        };
        return CommandBuilder.Build(command, category.Shell ?? settings.Defaults.Shell, added);
    }

    private IReadOnlyList<string> Filters(Framework framework, CategorySettings category, CommandSetting command)
    {
        var only = Only(framework, category);
        var configured = category.Include.Count + category.Exclude.Count > 0 ? framework.Filters?.Arguments(category.Include, category.Exclude) : null;
        return (only ?? configured) is { Count: > 0 } filters ? AddedArguments.Separated(filters, framework.Filters?.Separator, command) : [];
    }

    private IReadOnlyList<string>? Only(Framework framework, CategorySettings category)
    {
        if (request.OnlyTests?.GetValueOrDefault(category.Name) is not { Count: > 0 } tests)
        {
            return null;
        }

        var only = framework.Filters?.Only(tests);
        if (only is null || only.Any(static argument => argument.Length > LongestArgument))
        {
            var why = only is null ? $"the framework '{framework.Id}' has no way to run chosen tests" : $"{tests.Count} tests are too many to name";
            Notes.Add(new PlanNote("runs_whole", $"category '{category.Name}' runs whole: {why}"));
            return null;
        }

        return only;
    }

    /// <summary>Names are letters, digits and underscores: safe in any shell text.</summary>
    private static CommandSetting Named(CommandSetting command, string layer, string category) => new()
    {
        Text = command.Text is { } text ? Fill(text, layer, category) : null,
        List = command.List?.Select(word => Fill(word, layer, category)).ToList(),
    };

    private static string Fill(string text, string layer, string category) =>
        text.Replace("{category}", category, StringComparison.Ordinal).Replace("{layer}", layer, StringComparison.Ordinal);

    private SortedDictionary<string, EnvValue> Variables(CategorySettings category)
    {
        var variables = new SortedDictionary<string, EnvValue>(StringComparer.Ordinal);
        foreach (var (name, value) in settings.Defaults.Env.Concat(category.Env))
        {
            variables[name] = value with { Secret = value.Secret || SecretNames.IsSecret(name, value.Value) };
        }

        return variables;
    }
}
