using Apex.Categories;
using Apex.Planning;

namespace Apex.Testing;

/// <summary>Plans in few words.</summary>
public static class Plans
{
    public static CategoryPlan Category(string name, params string[] dependsOn) => new()
    {
        Name = name,
        Command = ["true"],
        WorkingDirectory = "/project",
        DependsOn = [.. dependsOn],
    };

    public static CategoryPlan Retried(string name, int retries, params FailureClass[] on) =>
        Category(name) with { Retry = new RetryRule { Retries = retries, On = [.. on] } };

    public static LayerPlan Layer(string name, params CategoryPlan[] categories) => new() { Name = name, Phase = 1, Categories = [.. categories] };

    public static LayerPlan Layer(string name, int categories) =>
        Layer(name, [.. Enumerable.Range(0, categories).Select(number => Category($"c{number:00000}"))]);

    public static ExecutionPlan Execution(params LayerPlan[] layers) => new()
    {
        Project = "project",
        ProjectFolder = "/project",
        Mode = "layered_execution",
        Environment = "test",
        Layers = [.. layers],
    };
}
