using Apex.Configuration;
using Apex.Configuration.Yaml;
using Apex.Planning;
using Apex.Planning.Modes;

namespace Apex.Silo.Tests.Planning;

/// <summary>Makes requests from text.</summary>
internal static class PlanMaker
{
    public static ConfigurationDescriber Describer { get; } = new(new ModeCatalog(ModeCatalog.BuiltIn), new ParsedFiles(new YamlLimits(), TimeProvider.System));

    public static PlanRequest Request(string yaml, string? environmentYaml = null) => new()
    {
        Files = environmentYaml is null
            ? [new ConfigurationFile { Path = "apex.yaml", Text = yaml }]
            : [new ConfigurationFile { Path = "apex.yaml", Text = yaml }, new ConfigurationFile { Path = "environments/test.yaml", Text = environmentYaml }],
        ProjectFolder = "/project",
    };

    public static PlanReply Plan(string yaml, Func<PlanRequest, PlanRequest>? change = null)
    {
        var request = Request(yaml);
        return new Planner().Plan(change is null ? request : change(request));
    }

    /// <summary>The plan; a test that expects one shows the problems if there is none.</summary>
    public static ExecutionPlan Good(string yaml, Func<PlanRequest, PlanRequest>? change = null)
    {
        var reply = Plan(yaml, change);
        reply.Plan.ShouldNotBeNull(Show(reply.Problems));
        return reply.Plan;
    }

    public static string Show(IEnumerable<ConfigurationProblem> problems) =>
        string.Join('\n', problems.Select(static problem => $"{problem.File}:{problem.Line}:{problem.Column} {(problem.IsWarning ? "warning" : "error")} {problem.Code} {problem.Path}: {problem.Message}"));
}
