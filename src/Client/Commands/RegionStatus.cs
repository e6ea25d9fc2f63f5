using System.Text.Json.Nodes;
using Apex.Agents;
using Apex.Connection;
using Apex.Executions;
using Apex.Output;

namespace Apex.Commands;

/// <summary><c>apex status</c> without an id: agents and executions of the region.</summary>
internal static class RegionStatus
{
    private const int Recent = 5;
    private const int MostRunning = 100;

    public static async Task<int> ShowAsync(ApexClient client, Invocation call, CancellationToken cancellationToken)
    {
        var region = await client.RegionAsync(cancellationToken);
        var agents = await client.GetAgentsAsync(cancellationToken);
        var running = await client.ListAsync(new ExecutionListQuery { LiveOnly = true, Limit = MostRunning }, cancellationToken);
        var all = await client.ListAsync(new ExecutionListQuery { Limit = Recent + MostRunning }, cancellationToken);
        var recent = all.Where(item => item.State == ExecutionState.Completed).Take(Recent).ToList();
        if (call.Output.Format != OutputFormat.Text)
        {
            call.Output.Result(Json.Text(Document(region, agents, running, recent), call.Output.Format));
            return ExitCode.Passed;
        }

        var degraded = agents.Any(agent => agent.Status != AgentStatus.Healthy);
        var paint = call.Output.Paint;
        call.Output.Result($"region {paint.Bold(region)}  {(degraded ? paint.Yellow("degraded") : paint.Green("healthy"))}");
        Section(call, "Agents", AgentLines(agents, call));
        Section(call, "Running", ExecutionTable.Lines(running, paint, call.Host.Time, "  "), running.Count);
        Section(call, "Recent", ExecutionTable.Lines(recent, paint, call.Host.Time, "  "), recent.Count);
        return ExitCode.Passed;
    }

    private static IEnumerable<string> AgentLines(List<AgentSnapshot> agents, Invocation call)
    {
        var paint = call.Output.Paint;
        var table = new TextTable();
        foreach (var agent in agents)
        {
            table.Add(
                agent.Name,
                new Cell(WireNames.Of(agent.Status), agent.Status == AgentStatus.Healthy ? paint.Green : paint.Yellow),
                new Cell(agent.Silo, paint.Dim),
                agent.ErrorCount > 0 ? Wording.Count(agent.ErrorCount, "error", "errors") : "",
                Wording.FirstLine(agent.LastError ?? ""));
        }

        return table.Lines(paint, "  ");
    }

    private static void Section(Invocation call, string title, IEnumerable<string> lines, int? count = null)
    {
        call.Output.Result("");
        call.Output.Result(call.Output.Paint.Bold(count is { } number ? $"{title} ({number})" : title));
        foreach (var line in count == 0 ? ["  none"] : lines)
        {
            call.Output.Result(line);
        }
    }

    private static JsonObject Document(string region, List<AgentSnapshot> agents, List<ExecutionListItem> running, List<ExecutionListItem> recent) => new()
    {
        ["schema_version"] = 1,
        ["region"] = region,
        ["agents"] = new JsonArray([.. agents.Select(Agent)]),
        ["running"] = new JsonArray([.. running.Select(item => JsonNode.Parse(ExecutionListDocument.ToLine(item)))]),
        ["recent"] = new JsonArray([.. recent.Select(item => JsonNode.Parse(ExecutionListDocument.ToLine(item)))]),
    };

    private static JsonObject Agent(AgentSnapshot agent) => new()
    {
        ["name"] = agent.Name,
        ["silo"] = agent.Silo,
        ["status"] = WireNames.Of(agent.Status),
        ["last_heartbeat"] = agent.LastHeartbeat?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"),
        ["error_count"] = agent.ErrorCount,
        ["last_error"] = agent.LastError,
        ["figures"] = new JsonObject(agent.Figures.OrderBy(figure => figure.Key, StringComparer.Ordinal).Select(figure => KeyValuePair.Create<string, JsonNode?>(figure.Key, figure.Value))),
    };
}
