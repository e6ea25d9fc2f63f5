using System.Diagnostics;
using Apex.Planning;

namespace Apex.Silo.Tests.Planning;

/// <summary>One category: its command, variables, limits.</summary>
public sealed class CategoryPlanTests
{
    private static CategoryPlan Category(string fields, params string[] extra) =>
        PlanMaker.Good($"layers:\n  first:\n    categories:\n      - name: one\n        {fields.Replace("\n", "\n        ", StringComparison.Ordinal)}",
            request => request with { Categories = extra.Length > 0 ? ["one"] : [], ExtraArguments = [.. extra] }).Layers[0].Categories[0];

    [Fact]
    public void Plan_OfAPlainText_StaysAsWritten() =>
        Category("command: echo \"a b\" | cat").Command.ShouldBe(["sh", "-c", "echo \"a b\" | cat"]);

    [Fact]
    public void Plan_OfAPlainList_StaysAsWritten() => Category("command: [run, \"a b\", $HOME]").Command.ShouldBe(["run", "a b", "$HOME"]);

    [Fact]
    public void Plan_OfAList_PutsArgumentsAtTheMarkOrTheEnd()
    {
        Category("command: [run, a]", "-x", "y z").Command.ShouldBe(["run", "a", "-x", "y z"]);
        Category("command: [run, \"{apex_args}\", a]", "-x").Command.ShouldBe(["run", "-x", "a"]);
        Category("command: [run, \"{apex_args}\", a]").Command.ShouldBe(["run", "a"]);
    }

    // Each row runs the planned command: what a shell makes of it is what counts.
    [Theory]
    [InlineData("command: printf '<%s>' head", "<head><-x><a b><$(id)>")]
    [InlineData("command: printf '<%s>' {apex_args} tail", "<-x><a b><$(id)><tail>")]
    [InlineData("command: |\n  A=head\n  printf '<%s>' $A", "<head><-x><a b><$(id)>")]
    [InlineData("command: [printf, '<%s>', head]", "<head><-x><a b><$(id)>")]
    [InlineData("command: printf '<%s>' head\nframework: pytest\nresults: {format: junit}", "<head><--junitxml=/results folder/junit.xml><-x><a b><$(id)>")]
    [InlineData("command: [printf, '<%s>', head]\nframework: pytest\nresults: {format: junit}", "<head><--junitxml=/results folder/junit.xml><-x><a b><$(id)>")]
    [InlineData("command: [printf, '<%s>', \"{apex_args}\", tail]\nframework: dotnet\nresults: {format: trx}", "<--report-trx><--results-directory></results folder><-x><a b><$(id)><tail>")]
    [InlineData("command: \"printf '<%s>' {apex_args} tail\"\nframework: dotnet\nresults: {format: trx}", "<--report-trx><--results-directory></results folder><-x><a b><$(id)><tail>")]
    [InlineData("command: printf '<%s>' --logger trx\nframework: dotnet\nresults: {format: trx}", "<--logger><trx><-x><a b><$(id)>")]
    [InlineData("command: printf '<%s>' head\nframework: dotnet\nresults: {format: junit}", "<head><-x><a b><$(id)>")]
    public void Plan_OfArguments_ReachTheCommandAsTheyAre(string fields, string output) => Run(Category(fields, "-x", "a b", "$(id)").Command).ShouldBe(output);

    [Fact]
    public void Plan_OfAnotherShell_CallsIt() => Category("command: x\nshell: bash").Command.ShouldBe(["bash", "-c", "x"]);

    [Fact]
    public void Plan_OfDefaults_IsOverriddenByTheCategory()
    {
        var plan = PlanMaker.Good("""
            defaults: {command: "run {layer} {category}", timeout_seconds: 7, env: {A: one, B: two}, working_directory: sub, retries: 2, framework: pytest, shell: bash}
            layers:
              first:
                categories:
                  - {name: inherits}
                  - name: own
                    command: [go, "{category}"]
                    timeout_seconds: 8
                    no_output_timeout_seconds: 9
                    env: {B: three, C: ""}
                    working_directory: ../other
                    retries: 0
                    framework: go
                    no_tests: warn
                    priority_order: 3
                    critical: true
                    resources: {memory_mb: 64, cpu_percent: 5}
                    limits: {log_mb: 2}
                    results: {format: junit, path: "*.xml"}
            """);
        var (inherits, own) = (plan.Layers[0].Categories[0], plan.Layers[0].Categories[1]);

        inherits.Command.ShouldBe(["bash", "-c", "run first inherits"]);
        (inherits.TimeoutMs, inherits.NoOutputTimeoutMs, inherits.WorkingDirectory, inherits.Framework, inherits.MemoryMb, inherits.CpuPercent)
            .ShouldBe((7000, null, "/project/sub", "pytest", 128, 10));
        inherits.Environment.ShouldBe(new Dictionary<string, string> { ["A"] = "one", ["B"] = "two" });
        (inherits.Retry.Retries, inherits.LogLimitBytes, inherits.Results).ShouldBe((2, 1024L * 1024 * 1024, null));
        inherits.Retry.On.ShouldBe([FailureClass.Test, FailureClass.Timeout, FailureClass.Hang, FailureClass.Oom]);

        own.Command.ShouldBe(["sh", "-c", "export GOTESTSUM_JUNITFILE=\"$APEX_RESULTS_DIR/junit.xml\"\nexec \"${1}\" \"${2}\"", "apex", "go", "{category}"]);
        (own.TimeoutMs, own.NoOutputTimeoutMs, own.WorkingDirectory, own.Framework, own.MemoryMb, own.CpuPercent).ShouldBe((8000, 9000, "/other", "go", 64, 5));
        own.Environment.ShouldBe(new Dictionary<string, string> { ["A"] = "one", ["B"] = "three", ["C"] = "" });
        (own.Retry.Retries, own.LogLimitBytes, own.NoTests, own.PriorityOrder, own.Critical).ShouldBe((0, 2L * 1024 * 1024, "warn", 3, true));
        own.Results.ShouldBe(new ResultsPlan { Format = "junit", Path = "*.xml" });
    }

    [Fact]
    public void Plan_OfSecrets_KeepsTheirValuesBesideThePlan()
    {
        var reply = PlanMaker.Plan("""
            defaults: {command: x, env: {API_TOKEN: tok-12345, USE_TOKEN: "1"}}
            layers: {first: {categories: [{name: one, env: {PLAIN: p, HIDDEN: {value: hid, secret: true}, OPEN: {value: o, secret: false}}}]}}
            """);
        var category = reply.Plan.ShouldNotBeNull().Layers[0].Categories[0];

        category.SecretNames.ShouldBe(["API_TOKEN", "HIDDEN"]);
        category.Environment.ShouldBe(new Dictionary<string, string> { ["OPEN"] = "o", ["PLAIN"] = "p", ["USE_TOKEN"] = "1" });
        reply.Secrets.ShouldBe(new Dictionary<string, string> { ["one/API_TOKEN"] = "tok-12345", ["one/HIDDEN"] = "hid" }, ignoreOrder: true);
        reply.ToString().ShouldNotContain("hid");
    }

    [Fact]
    public void Plan_OfALayer_CarriesItsRules()
    {
        var layer = PlanMaker.Good("""
            defaults: {command: x}
            execution: {max_parallel_categories: 3, inter_layer_delay_seconds: 4}
            layers:
              first:
                name: The first
                max_duration_minutes: 2
                execution_mode: hybrid
                fail_fast: immediate
                resource_limits: {max_parallel_instances: 2}
                success_criteria: {min_pass_rate: .9, max_failures: 5, critical_must_pass: false, allow_partial: true}
                categories: [{name: one}]
            """).Layers[0];

        (layer.Title, layer.BudgetMs, layer.Mode, layer.FailFast, layer.MaxParallelInstances).ShouldBe(("The first", 120_000, LayerMode.Hybrid, FailFast.Immediate, 2));
        layer.Criteria.ShouldBe(new SuccessCriteria { MinPassRate = .9, MaxFailures = 5, CriticalMustPass = false, AllowPartial = true });
    }

    [Theory]
    [InlineData("{}", "{}", null)]
    [InlineData("{max_memory_mb: 300}", "{}", null)]
    [InlineData("{max_memory_mb: 299}", "{}",
        "category 'a' reserves 300 MiB of memory, layer 'first' may reserve 299 MiB in all (layers.first.resource_limits.max_memory_mb); lower the one or raise the other")]
    [InlineData("{max_cpu_percent: 15}", "{}", null)]
    [InlineData("{max_cpu_percent: 14}", "{}",
        "category 'a' reserves 60 % of a core, layer 'first' may reserve 56 % in all (layers.first.resource_limits.max_cpu_percent: 14 of this host's 400); lower the one or raise the other")]
    [InlineData("{}", "{max_cpu_percent: 14}",
        "category 'a' reserves 60 % of a core, the execution may reserve 56 % in all (execution.max_cpu_percent: 14 of this host's 400); lower the one or raise the other")]
    public void Plan_OfACategoryAboveACeilingThatIsForAll_IsAnErrorThatNamesBoth(string layer, string execution, string? expected)
    {
        var yaml = $"defaults: {{command: x}}\nexecution: {execution}\nlayers: {{first: {{resource_limits: {layer}, categories: [{{name: a, resources: {{memory_mb: 300, cpu_percent: 60}}}}]}}}}";

        var reply = new Planner { HostCpuPercent = 400 }.Plan(PlanMaker.Request(yaml));

        reply.Problems.Where(problem => problem.Code == "above_ceiling").Select(problem => problem.Message).ShouldBe(expected is null ? [] : [expected], PlanMaker.Show(reply.Problems));
        (reply.Plan is null).ShouldBe(expected is not null);
    }

    [Fact]
    public void Plan_OfCeilings_HoldsThemForTheHost()
    {
        var plan = PlanMaker.Good("defaults: {command: x}\nexecution: {max_memory_mb: 4096, max_cpu_percent: 90}\nlayers: {first: {resource_limits: {max_memory_mb: 512}, categories: [{name: a}]}}");

        (plan.MaxMemoryMb, plan.MaxCpuPercent, plan.Layers[0].MaxMemoryMb, plan.Layers[0].MaxCpuPercent).ShouldBe((4096, 90, 512, null));
    }

    [Fact]
    public void Plan_OfAGrantThatIsNotGiven_RefusesToRun()
    {
        const string Yaml = "layers: {first: {categories: [{name: one, command: x, requires: [real_services, real_llm]}]}}";

        PlanMaker.Plan(Yaml, static request => request with { ForRun = true, RealServices = true }).Problems.ShouldHaveSingleItem().Message
            .ShouldBe("the grant real_llm is required by one; give it with --real-llm");
        PlanMaker.Good(Yaml, static request => request with { ForRun = true, RealServices = true, RealLlm = true });
        PlanMaker.Good(Yaml);
    }

    private static string Run(List<string> command)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment["APEX_RESULTS_DIR"] = "/results folder";
        using var process = Process.Start(start).ShouldNotBeNull();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0);
        return output;
    }
}
