using Apex.Agents;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Apex.Api;

/// <summary><c>/healthz</c>: this process answers. <c>/readyz</c>: it can start executions. Both without a token.</summary>
public static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", () => TypedResults.Text("ok"));
        routes.MapGet("/readyz", Ready);
    }

    private static Results<ContentHttpResult, ProblemHttpResult> Ready(IEnumerable<IAgentWork> agents, FollowedAttempts followed, RunPlanner planner, SiloOptions options)
    {
        var snapshots = agents.Select(static agent => agent.Health.Snapshot("")).ToList();
        var ill = snapshots.Where(static agent => agent.Status == AgentStatus.Initializing).Select(static agent => $"{agent.Name} still begins").ToList();
        ill.AddRange(new[] { StartRules.Missing(snapshots, options.Settings.Agents.MinimumRequired), planner.Health.WhyDown }.OfType<string>());
        if (!followed.Known)
        {
            ill.Add("the runner is not connected");
        }

        return ill.Count == 0
            ? TypedResults.Text("ready")
            : TypedResults.Problem(string.Join("; ", ill), statusCode: StatusCodes.Status503ServiceUnavailable, title: "not_ready");
    }
}
