using System.Text.Json;
using Apex.Cluster.Tests.Harness;

namespace Apex.Cluster.Tests;

/// <summary>From nothing to a verdict with four commands, for each kind of project, with the real tools; and the examples as they are.</summary>
public sealed class InitTests(SharedSilo shared) : IClassFixture<SharedSilo>
{
    [Theory]
    [InlineData("pytest", "pytest", 6)]
    [InlineData("npm", "node", 4)]
    public async Task Init_OfAProject_ValidatesPlansAndRunsWithoutAnEdit(string example, string category, int tests)
    {
        await RequireAsync(example);
        await using var home = shared.Project();
        Copy(example, home.Project);
        home.Set("PATH", $"/usr/bin:{Environment.GetEnvironmentVariable("PATH")}"); // Debian's Python is the one that has Debian's pytest
        File.Delete(Path.Combine(home.Project, "apex.yaml"));

        await InitToVerdictAsync(home, category, tests);
    }

    [Fact]
    public async Task Init_OfADotnetSolution_ValidatesPlansAndRunsWithoutAnEdit()
    {
        await using var home = shared.Project();
        Copy("dotnet", home.Project);
        File.Delete(Path.Combine(home.Project, "apex.yaml"));
        SameCaches(home);

        await InitToVerdictAsync(home, "dotnet", 3);
    }

    [Theory]
    [InlineData("pytest", 6)]
    [InlineData("npm", 4)]
    public async Task Example_AsItIs_Passes(string example, int tests)
    {
        await RequireAsync(example);
        await using var home = shared.Project();
        Copy(example, home.Project);
        home.Set("PATH", $"/usr/bin:{Environment.GetEnvironmentVariable("PATH")}"); // Debian's Python is the one that has Debian's pytest

        var result = (await home.RunAsync("run", "-o", "json")).ShouldExit(0).Json();

        result.GetProperty("layers").EnumerateArray().Sum(static layer => Total(layer.GetProperty("counts"))).ShouldBe(tests);
    }

    [Fact]
    public async Task Init_FromTheOriginal_ValidatesPlansAndRuns()
    {
        await using var home = new ApexHome();
        const string Original = """
            metadata: {version: "1.0.0"}
            layers:
              fast_feedback:
                name: "Fast Feedback"
                execution_order: 1
                max_duration_minutes: 2
                execution_mode: "sequential"
                fail_fast: true
                background_execution: false
                categories:
                  - {name: smoke, timeout_seconds: 60, max_parallel_instances: 2, priority_order: 1}
                  - {name: unit, timeout_seconds: 120, max_parallel_instances: 4, priority_order: 2}
                llm_requirements: {mode: mock}
            execution_config: {global_timeout_minutes: 90, fail_fast_strategy: {fast_feedback: immediate}}
            """;
        await File.WriteAllTextAsync(Path.Combine(home.Project, "test_layers.yaml"), Original, TestContext.Current.CancellationToken);

        (await home.RunAsync("init", "--from", "test_layers.yaml", "--command", "echo \"START {category}\" >> \"$WITNESS\"")).ShouldExit(0);
        Directory.Exists(home.Home).ShouldBeFalse("a conversion needs no silo");
        (await home.RunAsync("validate")).ShouldExit(0).Output.ShouldContain("ok (1 layer, 2 categories");
        (await home.RunAsync("plan")).ShouldExit(0).Output.ShouldContain("sequential, fail fast immediate, budget 2 min");
        (await home.RunAsync("run")).ShouldExit(0);

        File.ReadAllLines(home.Witness).ShouldBe(["START smoke", "START unit"]);
        (await home.RunAsync("init", "--from", "apex.yaml", "--config", "other.yaml")).ShouldExit(0);
    }

    [Fact]
    public async Task Init_Twice_OverwritesNothing()
    {
        await using var home = new ApexHome();
        await File.WriteAllTextAsync(Path.Combine(home.Project, "go.mod"), "module x\n", TestContext.Current.CancellationToken);
        (await home.RunAsync("init")).ShouldExit(0);
        await File.AppendAllTextAsync(Path.Combine(home.Project, "apex.yaml"), "# mine\n", TestContext.Current.CancellationToken);

        (await home.RunAsync("init")).ShouldExit(2).Errors.ShouldContain("nothing is overwritten");

        File.ReadAllText(Path.Combine(home.Project, "apex.yaml")).ShouldEndWith("# mine\n");
        Directory.Exists(home.Home).ShouldBeFalse("init and schema need no silo and no home");
    }

    private static async Task InitToVerdictAsync(ApexHome home, string category, int tests)
    {
        (await home.RunAsync("init")).ShouldExit(0).Output.ShouldContain($"  {category}: ");
        (await home.RunAsync("validate")).ShouldExit(0).Output.ShouldContain("ok (1 layer, 1 category");
        (await home.RunAsync("plan")).ShouldExit(0).Output.ShouldContain($"  {category}  timeout 15 min");
        var result = (await home.RunAsync("run", "-o", "json")).ShouldExit(0).Json();

        Total(result.GetProperty("counts")).ShouldBe(tests);
    }

    private static int Total(JsonElement counts) => counts.ValueKind == JsonValueKind.Null ? 0 : counts.GetProperty("total").GetInt32();

    private static Task RequireAsync(string example) => example == "pytest"
        ? Tool.RequireAsync("/usr/bin/python3", "-m", "pytest", "--version")
        : Tool.RequireAsync("npm", "--version");

    /// <summary>What dotnet keeps for a user is the machine's, not the test's.</summary>
    private static void SameCaches(ApexHome home) => home.Set("MSBUILDDISABLENODEREUSE", "1").Set("UseSharedCompilation", "false").Set("CI", null);

    private static void Copy(string example, string target)
    {
        var source = Path.Combine(RepositoryFolder.Path, "config", "examples", example);
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories).Where(static file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal)))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
