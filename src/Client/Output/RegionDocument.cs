using System.Text.Json.Nodes;
using Apex.Agents;
using Apex.Executions;
using Apex.Resources;

namespace Apex.Output;

/// <summary>The JSON documents of <c>apex status</c> without an id and of <c>apex agents</c>.</summary>
internal static class RegionDocument
{
    public static JsonObject Status(RegionSnapshot region, ExecutionOverview executions, SchedulerSnapshot hosts)
    {
        var document = Region(region);
        document["alerts"] = new JsonArray([.. region.Alerts.Concat(executions.Alerts).OrderByDescending(alert => alert.Severity).Select(Alert)]);
        document["agents"] = new JsonArray([.. region.Agents.Select(Agent)]);
        document["hosts"] = new JsonArray([.. hosts.Hosts.Select(Host)]);
        document["waiting"] = new JsonObject
        {
            ["total"] = hosts.WaitingTotal,
            ["reasons"] = new JsonObject(hosts.Waiting.GroupBy(waiting => waiting.Reason).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => KeyValuePair.Create<string, JsonNode?>(group.Key, group.Count()))),
        };
        document["executions"] = new JsonObject { ["queued"] = executions.Queued, ["running"] = executions.Running, ["done"] = executions.Done };
        document["queued"] = new JsonArray([.. executions.Live.Where(item => item.State == ExecutionState.Queued).Select(Execution)]);
        document["running"] = new JsonArray([.. executions.Live.Where(item => item.State != ExecutionState.Queued).Select(Execution)]);
        document["recent"] = new JsonArray([.. executions.Recent.Select(item => JsonNode.Parse(ExecutionListDocument.ToLine(item)))]);
        return document;
    }

    public static JsonObject Agents(RegionSnapshot region)
    {
        var document = Region(region);
        document["agents"] = new JsonArray([.. region.Agents.Select(Agent)]);
        return document;
    }

    private static JsonObject Region(RegionSnapshot region) => new()
    {
        ["schema_version"] = 1,
        ["region"] = region.Region,
        ["draining"] = region.Draining,
        ["drain_reason"] = region.DrainReason,
        ["draining_since"] = Time(region.DrainingSince),
        ["minimum_required_agents"] = region.MinimumRequiredAgents,
        ["why_no_start"] = region.WhyNoStart,
        ["missing"] = Json.Texts(region.Missing),
        ["silos"] = new JsonArray([.. region.Silos.Select(silo => new JsonObject { ["silo"] = silo.Silo, ["status"] = silo.Status })]),
    };

    private static JsonObject Alert(Alert alert) => new()
    {
        ["code"] = alert.Code,
        ["severity"] = WireNames.Of(alert.Severity),
        ["message"] = alert.Message,
        ["since"] = Time(alert.Since),
        ["execution_id"] = alert.Execution,
        ["agent"] = alert.Agent,
    };

    private static JsonObject Agent(AgentSnapshot agent) => new()
    {
        ["name"] = agent.Name,
        ["silo"] = agent.Silo,
        ["status"] = WireNames.Of(agent.Status),
        ["last_heartbeat"] = Time(agent.LastHeartbeat),
        ["error_count"] = agent.ErrorCount,
        ["last_error"] = agent.LastError,
        ["figures"] = new JsonObject(agent.Figures.OrderBy(figure => figure.Key, StringComparer.Ordinal).Select(figure => KeyValuePair.Create<string, JsonNode?>(figure.Key, figure.Value))),
        ["extension"] = agent.Extension,
    };

    private static JsonObject Host(HostReport host) => new()
    {
        ["host"] = host.Host,
        ["silo"] = host.Silo.ToParsableString(),
        ["accepting"] = host.Accepting,
        ["reason"] = host.Reason,
        ["held"] = host.Holds.Count,
        ["slots"] = host.Slots,
        ["slots_used"] = host.SlotsUsed,
        ["memory_mb"] = host.MemoryMb,
        ["memory_reserved_mb"] = host.MemoryReservedMb,
        ["cpu_percent"] = host.CpuPercent,
        ["cpu_reserved_percent"] = host.CpuReservedPercent,
        ["load"] = host.Load is { } load
            ? new JsonObject
            {
                ["cpu_percent"] = load.CpuPercent,
                ["others_cpu_percent"] = load.OthersCpuPercent,
                ["memory_percent"] = load.MemoryPercent,
                ["pressure"] = load.Pressure,
            }
            : null,
    };

    private static JsonNode? Execution(ExecutionListItem item)
    {
        var node = JsonNode.Parse(ExecutionListDocument.ToLine(item))!;
        node["progress"] = item.Progress is { } progress
            ? new JsonObject { ["done"] = progress.Done, ["total"] = progress.Total, ["layers"] = Json.Texts(progress.Layers) }
            : null;
        return node;
    }

    private static string? Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'");
}
