using Apex.Configuration.Binding;
using Apex.Configuration.Effective;
using Apex.Configuration.Settings;
using Apex.Planning;
using Apex.Planning.Modes;

namespace Apex.Configuration;

/// <inheritdoc/>
internal sealed class ConfigurationDescriber(ModeCatalog modes, ParsedFiles files) : IConfigurationDescriber
{
    /// <summary>What the operator lets any project ask.</summary>
    public OperatorLimits Operator { get; init; } = new();

    public ConfigurationReply Describe(ConfigurationQuery query)
    {
        var problems = new ProblemBag();
        var environment = EnvironmentNames.Resolve(query.Environment);
        if (environment is null)
        {
            problems.Error(default, "", "unknown_environment", EnvironmentNames.Refuse(query.Environment));
        }

        var loaded = new ConfigurationLoader(files).Load(query.Files, environment ?? EnvironmentNames.Default, problems);
        if (loaded is not null)
        {
            new Ceilings(loaded, problems, Environment.ProcessorCount * 100).Check();
            new OperatorRules(Operator, loaded, problems).Check(Planner.ProjectName(loaded.Settings, query.ProjectFolder), selection: null);
        }

        if (loaded is null || problems.HasErrors)
        {
            return new ConfigurationReply { Problems = problems.ToList() };
        }

        return new ConfigurationReply
        {
            Problems = problems.ToList(),
            Summary = new ConfigurationSummary
            {
                Project = Planner.ProjectName(loaded.Settings, query.ProjectFolder),
                Environment = loaded.Environment,
                Layers = [.. LayerOrder.Of(loaded.Settings).Select(layer => Layer(layer, loaded.Settings.Defaults))],
                Modes = [.. modes.For(loaded.Settings).Select(mode => Mode(mode, loaded.Settings))],
            },
            Values = query.Values ? Values(loaded, query.Defaults) : null,
        };
    }

    private static EffectiveConfiguration Values(LoadedConfiguration loaded, bool defaults)
    {
        var shape = RecordShape.Of(typeof(ApexConfiguration));
        var root = EffectiveTree.Of(loaded.Root, shape);
        var shown = defaults ? new DefaultValues(root).Fill(shape) : root;
        return new EffectiveConfiguration { Json = JsonText.Of(shown), Lines = EffectiveYaml.Write(shown) };
    }

    private static LayerSummary Layer(OrderedLayer layer, DefaultsSettings defaults) => new()
    {
        Name = layer.Id,
        Title = layer.Settings.Name,
        Description = layer.Settings.Description,
        Order = layer.Order,
        Priority = layer.Settings.Priority,
        Background = layer.Settings.Background,
        Mode = layer.Settings.ExecutionMode,
        FailFast = layer.Settings.FailFast,
        BudgetMs = layer.Settings.MaxDurationMinutes * 60_000L,
        DependsOn = [.. layer.Settings.DependsOn.Distinct()],
        ConflictsWith = [.. layer.Settings.ConflictsWith.Distinct()],
        RequiredServices = [.. layer.Settings.RequiredServices.Distinct()],
        MaxParallelInstances = layer.Settings.ResourceLimits.MaxParallelInstances,
        MaxMemoryMb = layer.Settings.ResourceLimits.MaxMemoryMb,
        MaxCpuPercent = layer.Settings.ResourceLimits.MaxCpuPercent,
        Criteria = LayerPlanner.Criteria(layer.Settings.SuccessCriteria),
        Categories = [.. CategoryOrder.Sort(layer.Settings.Categories).Select(category => new CategorySummary
        {
            Name = category.Name,
            TimeoutMs = (category.TimeoutSeconds ?? defaults.TimeoutSeconds) * 1000L,
            PriorityOrder = category.PriorityOrder,
            Critical = category.Critical,
            DependsOn = [.. category.DependsOn.Distinct()],
            Framework = category.Framework ?? defaults.Framework,
        })],
    };

    private static ModeSummary Mode(IExecutionMode mode, ApexConfiguration settings)
    {
        var layers = LayerOrder.Of(settings);
        var choice = Choice(mode, layers, settings);
        return new ModeSummary
        {
            Name = mode.Id,
            Aliases = [.. mode.Aliases],
            Meaning = choice is null ? $"{mode.Meaning} (it cannot choose from this file)" : mode.Meaning,
            Layers = choice is null ? [] : [.. layers.Select(static layer => layer.Id).Where(choice.Layers.Contains)],
            TimeoutMs = (mode.TotalMinutes ?? settings.Execution.GlobalTimeoutMinutes) * 60_000L,
            FromFile = settings.Modes.ContainsKey(mode.Id),
            IsDefault = mode.Id == ModeCatalog.Default,
        };
    }

    /// <summary>One mode that fails must not hide the others; planning with it says why.</summary>
    private static ModeChoice? Choice(IExecutionMode mode, IReadOnlyList<OrderedLayer> layers, ApexConfiguration settings)
    {
        try
        {
            return mode.Choose(ModeInputs.Of(layers, settings.Modes.GetValueOrDefault(mode.Id)?.CustomConfig?.Json));
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return null;
        }
    }
}
