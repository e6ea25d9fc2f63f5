namespace Apex.Configuration.Validation;

/// <summary>Rules over services.</summary>
internal static class ServiceRules
{
    /// <summary>What a category may require beside services.</summary>
    public static readonly IReadOnlyList<string> Grants = ["real_services", "real_llm"];

    public static void Probes(RuleContext context)
    {
        foreach (var (id, service) in context.Settings.Services)
        {
            var probe = service.Probe;
            var given = (probe.Tcp is null ? 0 : 1) + (probe.Http is null ? 0 : 1) + (probe.Command is null ? 0 : 1);
            var path = $"services.{id}.probe";
            if (given != 1 && context.IsGiven(path))
            {
                context.Error(path, "probe", $"expected exactly one of tcp, http, command; found {(given == 0 ? "none" : given)}");
            }

            if (probe.Tcp is { } address && !IsAddress(address))
            {
                context.Error($"{path}.tcp", "wrong_value", $"expected host:port, found {address}");
            }

            if (probe.Http is { } url && !(Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
            {
                context.Error($"{path}.http", "wrong_value", $"expected a URL that begins with http:// or https://, found {url}");
            }
        }
    }

    public static void References(RuleContext context)
    {
        var services = context.Settings.Services;
        var ids = services.Keys.ToHashSet();
        foreach (var (id, service) in services)
        {
            context.CheckNames(service.DependsOn, $"services.{id}.depends_on", "service", ids, id);
        }

        foreach (var layer in context.Layers)
        {
            context.CheckNames(layer.Settings.RequiredServices, $"layers.{layer.Id}.required_services", "service", ids);
        }

        foreach (var circle in Cycles.Find([.. services.Keys], id => services[id].DependsOn.Where(other => other != id && services.ContainsKey(other))))
        {
            context.Error($"services.{circle[0]}.depends_on", "cycle", $"services depend on each other in a circle: {string.Join(" → ", circle)} → {circle[0]}");
        }
    }

    private static bool IsAddress(string text) =>
        text.LastIndexOf(':') is var colon and > 0 && int.TryParse(text.AsSpan(colon + 1), out var port) && port is > 0 and <= 65535;
}
