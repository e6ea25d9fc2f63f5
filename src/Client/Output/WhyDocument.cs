using System.Text.Json.Nodes;
using Apex.Resources;

namespace Apex.Output;

/// <summary>The JSON document of <c>apex why</c>.</summary>
internal static class WhyDocument
{
    public static JsonObject Of(WhyReply reply) => new()
    {
        ["schema_version"] = 1,
        ["id"] = reply.Id,
        ["state"] = WireNames.Of(reply.State),
        ["verdict"] = WireNames.Of(reply.Verdict),
        ["running"] = reply.Running,
        ["waiting_total"] = reply.WaitingTotal,
        ["waiting"] = new JsonArray([.. reply.Waiting.Select(wait => new JsonObject
        {
            ["layer"] = wait.Layer,
            ["category"] = wait.Category,
            ["reason"] = wait.Reason,
            ["detail"] = wait.Detail,
            ["until"] = wait.Until?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"),
        })]),
    };
}
