using Apex.Configuration.Settings;
using Apex.Planning;
using Apex.Results.Frameworks;

namespace Apex.Configuration.Validation;

/// <summary>Rules over categories.</summary>
internal static class CategoryRules
{
    public const string ArgumentsMark = "{apex_args}";

    public static void Names(RuleContext context)
    {
        var seen = new Dictionary<string, string>();
        foreach (var (layer, category, path) in context.Categories.Where(static at => at.Settings.Name.Length > 0))
        {
            if (!seen.TryAdd(category.Name, layer.Id))
            {
                context.Error($"{path}.name", "duplicate_category", $"category '{category.Name}' is named twice; it is also in layer '{seen[category.Name]}'");
            }
        }
    }

    public static void Commands(RuleContext context)
    {
        CheckMark(context, context.Settings.Defaults.Command, "defaults.command");
        foreach (var (_, category, path) in context.Categories)
        {
            CheckMark(context, category.Command, $"{path}.command");
            if (category.Command is null && context.Settings.Defaults.Command is null && !context.IsGiven($"{path}.command"))
            {
                context.Error(path, "missing", $"category '{category.Name}' has no command, and there is no defaults.command to inherit");
            }
        }
    }

    private static void CheckMark(RuleContext context, CommandSetting? command, string path)
    {
        var words = command?.List ?? [];
        for (var index = 0; index < words.Count; index++)
        {
            if (words[index] != ArgumentsMark && words[index].Contains(ArgumentsMark, StringComparison.Ordinal))
            {
                context.Error($"{path}[{index}]", "apex_args", $"{ArgumentsMark} must be an element of its own in a list");
            }
        }
    }

    private static void CheckArtifacts(RuleContext context, CategorySettings category, string path)
    {
        for (var index = 0; index < category.Artifacts.Count; index++)
        {
            var glob = category.Artifacts[index];
            if (glob.Length == 0 || Path.IsPathRooted(glob) || glob.Split('/').Contains(".."))
            {
                context.Error($"{path}.artifacts[{index}]", "wrong_value", $"expected a glob below the project folder, such as reports/**/*.png, found {glob}");
            }
        }
    }

    public static void References(RuleContext context)
    {
        var names = context.CategoryByName.Keys.Where(static name => name.Length > 0).ToHashSet();
        var services = context.Settings.Services.Keys.Concat(ServiceRules.Grants).ToHashSet();
        foreach (var (layer, category, path) in context.Categories)
        {
            context.CheckNames(category.DependsOn, $"{path}.depends_on", "category", names, category.Name);
            context.CheckNames(category.Requires, $"{path}.requires", "service", services);
            CheckArtifacts(context, category, path);
            for (var index = 0; index < category.DependsOn.Count; index++)
            {
                if (context.CategoryByName.TryGetValue(category.DependsOn[index], out var other))
                {
                    Dependency(context, layer, category, other, $"{path}.depends_on[{index}]");
                }
            }
        }

        var circles = Cycles.Find([.. names], name => context.CategoryByName[name].Settings.DependsOn.Where(other => other != name && context.CategoryByName.ContainsKey(other)));
        foreach (var circle in circles)
        {
            context.Error($"{context.CategoryByName[circle[0]].Path}.depends_on", "cycle",
                $"categories depend on each other in a circle: {string.Join(" → ", circle)} → {circle[0]}");
        }
    }

    private static void Dependency(RuleContext context, OrderedLayer layer, CategorySettings category, CategoryAt other, string path)
    {
        if (other.Layer.Order > layer.Order)
        {
            context.Error(path, "order", $"'{category.Name}' depends on '{other.Settings.Name}', whose layer '{other.Layer.Id}' comes later");
        }
        else if (other.Layer.Settings.Background && !layer.Settings.Background)
        {
            context.Error(path, "depends_on_background", $"'{category.Name}' depends on '{other.Settings.Name}', whose layer runs in the background");
        }
        else if (other.Layer.Id == layer.Id && layer.Settings.ExecutionMode == LayerMode.Hybrid && other.Settings.PriorityOrder > category.PriorityOrder)
        {
            context.Error(path, "order", $"'{category.Name}' (priority_order {category.PriorityOrder}) depends on '{other.Settings.Name}' (priority_order {other.Settings.PriorityOrder}), whose group comes later");
        }
    }

    public static void Results(RuleContext context)
    {
        foreach (var (_, category, path) in context.Categories)
        {
            if (category.Results.Path is { } glob && !ReportGlob.IsRelative(glob))
            {
                context.Error($"{path}.results.path", "bad_glob", $"'{glob}' is not a glob inside the results folder or the project folder; expected a relative one without ..");
            }

            Filters(context, category, path);
        }
    }

    private static void Filters(RuleContext context, CategorySettings category, string path)
    {
        var id = category.Framework ?? context.Settings.Defaults.Framework;
        if (FrameworkTable.Of(id).Filters is not { } syntax)
        {
            if (category.Include.Count + category.Exclude.Count > 0)
            {
                context.Error($"{path}.{(category.Include.Count > 0 ? "include" : "exclude")}", "no_filters", $"the framework '{id}' has no filters; name the framework, or put the filter into the command");
            }

            return;
        }

        foreach (var (filters, key) in new[] { (category.Include, "include"), (category.Exclude, "exclude") })
        {
            for (var index = 0; index < filters.Count; index++)
            {
                var problem = string.IsNullOrWhiteSpace(filters[index]) || filters[index].Contains('\0') ? "a filter is expected, not an empty text" : syntax.Refuse(filters[index], key == "exclude");
                if (problem is not null)
                {
                    context.Error($"{path}.{key}[{index}]", "bad_filter", $"'{filters[index]}' is no filter that {id} can be given: {problem}");
                }
            }
        }
    }

    public static void Timeouts(RuleContext context)
    {
        foreach (var (layer, category, path) in context.Categories)
        {
            var (seconds, budget) = (category.TimeoutSeconds ?? context.Settings.Defaults.TimeoutSeconds, layer.Settings.MaxDurationMinutes);
            if (seconds > budget * 60)
            {
                context.Warning($"{path}.timeout_seconds", "timeout_above_budget", $"'{category.Name}' may take {seconds} seconds, more than the {budget} minutes of its layer '{layer.Id}'");
            }
        }
    }
}
