using System.Text.Json.Nodes;
using Apex.Planning;

namespace Apex.Output;

/// <summary>The JSON document of <c>apex plan</c>.</summary>
internal static class PlanDocument
{
    public static JsonObject Of(PlanReply reply)
    {
        var plan = reply.Plan!;
        return new JsonObject
        {
            ["schema_version"] = 1,
            ["project"] = plan.Project,
            ["project_folder"] = plan.ProjectFolder,
            ["mode"] = plan.Mode,
            ["environment"] = plan.Environment,
            ["plan_hash"] = reply.Hash,
            ["timeout_ms"] = plan.TimeoutMs,
            ["max_parallel_categories"] = plan.MaxParallelCategories,
            ["inter_layer_delay_ms"] = plan.InterLayerDelayMs,
            ["estimate"] = Estimate(reply.Estimate),
            ["services"] = new JsonArray([.. plan.Services.Select(PlanServices.Document)]),
            ["layers"] = new JsonArray([.. plan.Layers.Select(layer => Layer(layer, reply.Estimate))]),
            ["omitted"] = new JsonArray([.. reply.Omitted.Select(omission => new JsonObject
            {
                ["layer"] = omission.Layer,
                ["category"] = omission.Category,
                ["code"] = omission.Code,
                ["message"] = omission.Message,
            })]),
            ["warnings"] = ConfigurationDocuments.Problems(reply.Problems.Where(problem => problem.IsWarning)),
        };
    }

    private static JsonObject? Estimate(PlanEstimate? estimate) => estimate is null ? null : new JsonObject
    {
        ["duration_ms"] = estimate.DurationMs,
        ["known_categories"] = estimate.Known,
        ["unknown_categories"] = estimate.Unknown,
        ["critical_path"] = new JsonArray([.. estimate.CriticalPath.Select(step => new JsonObject
        {
            ["layer"] = step.Layer,
            ["category"] = step.Category,
            ["duration_ms"] = step.DurationMs,
        })]),
    };

    private static JsonObject Layer(LayerPlan layer, PlanEstimate? estimate) => new()
    {
        ["name"] = layer.Name,
        ["title"] = layer.Title,
        ["phase"] = layer.Background ? null : layer.Phase,
        ["background"] = layer.Background,
        ["execution_mode"] = WireNames.Of(layer.Mode),
        ["fail_fast"] = WireNames.Of(layer.FailFast),
        ["budget_ms"] = layer.BudgetMs,
        ["max_parallel_instances"] = layer.MaxParallelInstances,
        ["services_timeout_ms"] = layer.ServicesTimeoutMs,
        ["depends_on"] = Json.Texts(layer.DependsOn),
        ["success_criteria"] = Json.Criteria(layer.Criteria),
        ["custom_config"] = Map(layer.CustomConfig),
        ["estimate_ms"] = Known(estimate?.Layers, layer.Name),
        ["categories"] = new JsonArray([.. layer.Categories.Select(category => Category(category, estimate))]),
    };

    private static JsonObject Category(CategoryPlan category, PlanEstimate? estimate) => new()
    {
        ["name"] = category.Name,
        ["command"] = Json.Texts(category.Command),
        ["working_directory"] = category.WorkingDirectory,
        ["environment"] = new JsonObject(category.Environment.OrderBy(variable => variable.Key, StringComparer.Ordinal).Select(variable => KeyValuePair.Create(variable.Key, (JsonNode?)variable.Value))),
        ["secret_names"] = Json.Texts(category.SecretNames),
        ["framework"] = category.Framework,
        ["timeout_ms"] = category.TimeoutMs,
        ["no_output_timeout_ms"] = category.NoOutputTimeoutMs,
        ["priority_order"] = category.PriorityOrder,
        ["critical"] = category.Critical,
        ["depends_on"] = Json.Texts(category.DependsOn),
        ["locks"] = Json.Texts(category.Locks),
        ["max_parallel_instances"] = category.MaxParallelInstances,
        ["resources"] = new JsonObject { ["memory_mb"] = category.MemoryMb, ["cpu_percent"] = category.CpuPercent, ["dedicated"] = category.Dedicated },
        ["limits"] = new JsonObject
        {
            ["memory_mb"] = category.MemoryLimitMb,
            ["cpu_percent"] = category.CpuLimitPercent,
            ["processes"] = category.ProcessLimit,
            ["log_bytes"] = category.LogLimitBytes,
        },
        ["retries"] = category.Retry.Retries,
        ["retry_on"] = Json.Texts(category.Retry.On.Select(failure => WireNames.Of(failure)!)),
        ["results"] = category.Results is { } results ? new JsonObject { ["format"] = results.Format, ["path"] = results.Path } : null,
        ["no_tests"] = category.NoTests,
        ["artifacts"] = Json.Texts(category.Artifacts),
        ["services"] = Json.Texts(category.Services),
        ["custom_settings"] = Map(category.CustomSettings),
        ["estimate_ms"] = Known(estimate?.Categories, category.Name),
    };

    private static JsonNode? Map(string? json) => json is null ? null : JsonNode.Parse(json);

    private static JsonNode? Known(Dictionary<string, long>? estimates, string name) => estimates is not null && estimates.TryGetValue(name, out var known) ? known : null;
}
