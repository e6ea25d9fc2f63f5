using Apex.Configuration.Validation;
using Apex.Configuration.Yaml;

namespace Apex.Configuration.Migration;

/// <summary>The original's services with a probe each. What it only named gets the address that it had there.</summary>
internal sealed class OriginalServices(YamlMap declared, MigrationNotes notes)
{
    private static readonly Dictionary<string, int> Ports = new()
    {
        ["postgresql"] = 5432,
        ["redis"] = 6379,
        ["backend_service"] = 8000,
        ["auth_service"] = 8081,
        ["frontend_service"] = 3000,
    };

    /// <param name="layers">The converted layers: every service that they name is defined.</param>
    public YamlMap Convert(YamlMap layers)
    {
        var result = new YamlTree();
        foreach (var entry in declared.Entries)
        {
            result.Add(entry.Key, Service(entry.Key, entry.Value as YamlMap ?? new YamlMap(entry.Value.Place, [])));
        }

        foreach (var name in Named(layers).Except(ServiceRules.Grants).Distinct())
        {
            result.Add(name, Service(name, new YamlMap(default, [])));
        }

        return result.Map;
    }

    private YamlMap Service(string name, YamlMap fields)
    {
        var service = new YamlTree().Add("probe", Probe(name, fields));
        foreach (var entry in fields.Entries)
        {
            if (entry.Key is "startup_timeout_seconds" or "depends_on")
            {
                service.Add(entry.Key, entry.Value);
            }
            else if (entry.Key is not ("health_check_endpoint" or "health_check_command" or "required_for_layers"))
            {
                notes.LeftOut(entry.KeyPlace, $"service {name}: {entry.Key}", "Apex has no such field; `start` is a command that starts a service");
            }
        }

        return service.Map;
    }

    private static YamlMap Probe(string name, YamlMap fields)
    {
        var probe = new YamlTree();
        var port = Ports.GetValueOrDefault(name, 80);
        return fields switch
        {
            _ when fields.Find("health_check_command")?.Value is { } command => probe.Add("command", command).Map,
            _ when fields.Find("health_check_endpoint")?.Value is YamlScalar { Value: ['/', ..] } path => probe.Add("http", YamlTree.Text($"http://localhost:{port}{path.Value}")).Map,
            _ => probe.Add("tcp", YamlTree.Text($"localhost:{port}")).Map,
        };
    }

    private static IEnumerable<string> Named(YamlNode node) => node switch
    {
        YamlMap map => map.Entries.SelectMany(static entry => entry is { Key: "required_services" or "requires", Value: YamlList list } ? list.Items.OfType<YamlScalar>().Select(static item => item.Value) : Named(entry.Value)),
        YamlList list => list.Items.SelectMany(Named),
        _ => [],
    };
}
