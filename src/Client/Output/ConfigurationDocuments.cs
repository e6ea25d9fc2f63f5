using System.Text.Json.Nodes;
using Apex.Configuration;

namespace Apex.Output;

/// <summary>The JSON documents of <c>validate</c>, <c>layers</c>, <c>modes</c> and <c>config show</c>.</summary>
internal static class ConfigurationDocuments
{
    public static JsonObject Validation(ConfigurationSummary? summary, IEnumerable<string> environments, IReadOnlyList<ConfigurationProblem> problems) => new()
    {
        ["schema_version"] = 1,
        ["valid"] = problems.All(problem => problem.IsWarning),
        ["project"] = summary?.Project,
        ["environments"] = Json.Texts(environments),
        ["layers"] = summary?.Layers.Count,
        ["categories"] = summary?.Layers.Sum(layer => layer.Categories.Count),
        ["errors"] = Problems(problems.Where(problem => !problem.IsWarning)),
        ["warnings"] = Problems(problems.Where(problem => problem.IsWarning)),
    };

    public static JsonObject Layers(ConfigurationSummary summary) => new()
    {
        ["schema_version"] = 1,
        ["project"] = summary.Project,
        ["environment"] = summary.Environment,
        ["layers"] = new JsonArray([.. summary.Layers.Select(Layer)]),
    };

    public static JsonObject Modes(ConfigurationSummary summary) => new()
    {
        ["schema_version"] = 1,
        ["project"] = summary.Project,
        ["environment"] = summary.Environment,
        ["modes"] = new JsonArray([.. summary.Modes.Select(mode => new JsonObject
        {
            ["name"] = mode.Name,
            ["aliases"] = Json.Texts(mode.Aliases),
            ["meaning"] = mode.Meaning,
            ["default"] = mode.IsDefault,
            ["from_file"] = mode.FromFile,
            ["timeout_ms"] = mode.TimeoutMs,
            ["layers"] = Json.Texts(mode.Layers),
        })]),
    };

    public static JsonObject Values(ConfigurationSummary summary, EffectiveConfiguration values) => new()
    {
        ["schema_version"] = 1,
        ["project"] = summary.Project,
        ["environment"] = summary.Environment,
        ["configuration"] = JsonNode.Parse(values.Json),
        ["origins"] = new JsonArray([.. values.Lines.Where(line => line.Path is not null).Select(line => new JsonObject
        {
            ["path"] = line.Path,
            ["file"] = line.File,
            ["line"] = Place(line.Line),
            ["column"] = Place(line.Column),
        })]),
    };

    public static JsonArray Problems(IEnumerable<ConfigurationProblem> problems) => new([.. problems.Select(problem => new JsonObject
    {
        ["code"] = problem.Code,
        ["message"] = problem.Message,
        ["file"] = problem.File,
        ["line"] = Place(problem.Line),
        ["column"] = Place(problem.Column),
        ["path"] = problem.Path.Length > 0 ? problem.Path : null,
        ["source"] = problem.Source,
    })]);

    private static JsonObject Layer(LayerSummary layer) => new()
    {
        ["name"] = layer.Name,
        ["title"] = layer.Title,
        ["description"] = layer.Description,
        ["order"] = layer.Order,
        ["priority"] = layer.Priority,
        ["background"] = layer.Background,
        ["execution_mode"] = WireNames.Of(layer.Mode),
        ["fail_fast"] = WireNames.Of(layer.FailFast),
        ["budget_ms"] = layer.BudgetMs,
        ["depends_on"] = Json.Texts(layer.DependsOn),
        ["conflicts_with"] = Json.Texts(layer.ConflictsWith),
        ["required_services"] = Json.Texts(layer.RequiredServices),
        ["resource_limits"] = new JsonObject
        {
            ["max_memory_mb"] = layer.MaxMemoryMb,
            ["max_cpu_percent"] = layer.MaxCpuPercent,
            ["max_parallel_instances"] = layer.MaxParallelInstances,
        },
        ["success_criteria"] = Json.Criteria(layer.Criteria),
        ["categories"] = new JsonArray([.. layer.Categories.Select(category => new JsonObject
        {
            ["name"] = category.Name,
            ["timeout_ms"] = category.TimeoutMs,
            ["priority_order"] = category.PriorityOrder,
            ["critical"] = category.Critical,
            ["depends_on"] = Json.Texts(category.DependsOn),
            ["framework"] = category.Framework,
        })]),
    };

    private static JsonNode? Place(int number) => number > 0 ? number : null;
}
