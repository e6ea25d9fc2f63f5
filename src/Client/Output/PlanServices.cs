using System.Text.Json.Nodes;
using Apex.Planning;

namespace Apex.Output;

/// <summary>The services of a plan, for programs and for people.</summary>
internal static class PlanServices
{
    public static JsonObject Document(ServicePlan service) => new()
    {
        ["name"] = service.Name,
        ["probe"] = service switch
        {
            { Tcp: { } tcp } => new JsonObject { ["tcp"] = tcp },
            { Http: { } http } => new JsonObject { ["http"] = http },
            _ => new JsonObject { ["command"] = Json.Texts(service.Command ?? []) },
        },
        ["start"] = service.Start is { } start ? Json.Texts(start) : null,
        ["stop"] = service.Stop is { } stop ? Json.Texts(stop) : null,
        ["startup_timeout_ms"] = service.StartupTimeoutMs,
        ["depends_on"] = Json.Texts(service.DependsOn),
        ["remedy"] = Json.Texts(service.Remedy),
    };

    public static IEnumerable<string> Lines(ExecutionPlan plan, Paint paint)
    {
        if (plan.Services.Count == 0)
        {
            yield break;
        }

        yield return "";
        yield return paint.Bold("Services");
        foreach (var service in plan.Services)
        {
            var start = service.Start is null ? "not started by Apex" : "started if it is not up, stopped at the end";
            var after = service.DependsOn.Count > 0 ? $", after {string.Join(", ", service.DependsOn)}" : "";
            yield return $"  {service.Name}  {paint.Dim($"{Probe(service)}, up within {Wording.Limit(service.StartupTimeoutMs)}{after}, {start}")}";
            if (service.Start is { } command)
            {
                yield return $"    {paint.Dim("$")} {Wording.Clean(CommandText.Of(command)).ReplaceLineEndings(" ")}";
            }
        }
    }

    private static string Probe(ServicePlan service) => service switch
    {
        { Tcp: { } tcp } => $"tcp {Wording.Clean(tcp)}",
        { Http: { } http } => Wording.Clean(http),
        _ => $"probe $ {Wording.Clean(CommandText.Of(service.Command ?? [])).ReplaceLineEndings(" ")}",
    };
}
