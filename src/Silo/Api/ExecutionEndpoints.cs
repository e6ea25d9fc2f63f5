using Apex.Executions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Apex.Api;

/// <summary>Executions for other services.</summary>
public static class ExecutionEndpoints
{
    public static void MapExecutions(this IEndpointRouteBuilder routes) => routes.MapGroup("/api/v1/executions").MapGet("/{id}", GetAsync);

    /// <summary>The JSON of <c>apex status ID -o json</c>.</summary>
    private static async Task<IResult> GetAsync(string id, IGrainFactory grains)
    {
        if (!Guid.TryParseExact(id, "D", out _))
        {
            return TypedResults.Problem($"'{id}' is not an execution id.", statusCode: StatusCodes.Status400BadRequest, title: "bad_id");
        }

        var grain = grains.GetGrain<IExecutionGrain>(id);
        var snapshot = await ExecutionPages.ReadAllAsync(grain);
        return snapshot is null
            ? TypedResults.Problem($"There is no execution {id}.", statusCode: StatusCodes.Status404NotFound, title: "not_found")
            : TypedResults.Text(ExecutionDocument.ToJson(snapshot), "application/json");
    }
}
