using Apex.Configuration.Settings;
using Apex.Configuration.Validation;

namespace Apex.Planning;

/// <summary>Which services categories need, in the order in which they can come up.</summary>
internal sealed class ServicePlanner(ApexConfiguration settings, string projectFolder)
{
    private readonly List<string> _order = Order(settings.Services);

    /// <summary>Services of a category, with all that they depend on.</summary>
    public List<string> For(LayerSettings layer, CategorySettings category)
    {
        var needed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var service in layer.RequiredServices.Concat(category.Requires.Except(ServiceRules.Grants)))
        {
            Add(service, needed);
        }

        return needed.Count == 0 ? [] : [.. _order.Where(needed.Contains)];
    }

    /// <summary>Services of a plan.</summary>
    public List<ServicePlan> Used(IEnumerable<LayerPlan> layers)
    {
        var used = layers.SelectMany(static layer => layer.Categories).SelectMany(static category => category.Services).ToHashSet();
        return [.. _order.Where(used.Contains).Select(Plan)];
    }

    private ServicePlan Plan(string name)
    {
        var service = settings.Services[name];
        return new ServicePlan
        {
            Name = name,
            Tcp = service.Probe.Tcp,
            Http = service.Probe.Http,
            Command = Command(service.Probe.Command),
            Start = Command(service.Start),
            Stop = Command(service.Stop),
            WorkingDirectory = projectFolder,
            StartupTimeoutMs = service.StartupTimeoutSeconds * 1000L,
            DependsOn = [.. service.DependsOn.Distinct()],
            Remedy = service.Remedy,
        };
    }

    private List<string>? Command(CommandSetting? command) => command is null ? null : CommandBuilder.Build(command, settings.Defaults.Shell, new AddedArguments());

    private void Add(string service, HashSet<string> needed)
    {
        if (needed.Add(service))
        {
            foreach (var other in settings.Services[service].DependsOn)
            {
                Add(other, needed);
            }
        }
    }

    private static List<string> Order(IReadOnlyDictionary<string, ServiceSettings> services)
    {
        var order = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in services.Keys)
        {
            Visit(name);
        }

        return order;

        void Visit(string name)
        {
            if (seen.Add(name))
            {
                foreach (var other in services[name].DependsOn)
                {
                    Visit(other);
                }

                order.Add(name);
            }
        }
    }
}
