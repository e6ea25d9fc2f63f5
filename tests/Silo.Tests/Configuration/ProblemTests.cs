using Apex.Configuration;
using Apex.Silo.Tests.Planning;

namespace Apex.Silo.Tests.Configuration;

/// <summary>Mistakes and what is said about them.</summary>
public sealed class ProblemTests
{
    private const string TenMistakes = """
        version: 2
        projct: demo
        defaults:
          timeout_seconds: 0
        layers:
          first:
            execution_mode: paralel
            background: yes
            depends_on: [frist]
            environment_overrides:
              qa: {}
            categories:
              - name: Smoke
                command: "true"
              - name: unit
                command: "true"
                timeout_seconds: ten
              - name: unit
                command: "true"
                env:
                  A: 1
                  A: 2
        """;

    [Fact]
    public void Plan_OfTenMistakes_TellsEachOnceWithItsPlace()
    {
        var problems = PlanMaker.Plan(TenMistakes).Problems.Where(static problem => !problem.IsWarning);

        problems.Select(static problem => (problem.Line, problem.Column, problem.Code, problem.Path)).ShouldBe(
        [
            (1, 10, "out_of_range", "version"),
            (2, 1, "unknown_key", "projct"),
            (4, 20, "out_of_range", "defaults.timeout_seconds"),
            (7, 21, "wrong_value", "layers.first.execution_mode"),
            (8, 17, "wrong_type", "layers.first.background"),
            (9, 18, "unknown_layer", "layers.first.depends_on[0]"),
            (11, 7, "unknown_environment", "layers.first.environment_overrides.qa"),
            (13, 15, "bad_name", "layers.first.categories[0].name"),
            (17, 26, "wrong_type", "layers.first.categories[1].timeout_seconds"),
            (18, 15, "duplicate_category", "layers.first.categories[2].name"),
            (22, 11, "duplicate_key", ""),
        ]);
    }

    [Fact]
    public void Problem_OfANearMiss_NamesWhatWasExpectedAndTheLine()
    {
        var problem = PlanMaker.Plan(TenMistakes).Problems.Single(static problem => problem.Code == "wrong_value");

        problem.Message.ShouldBe("expected one of parallel, sequential, hybrid, found paralel; did you mean 'parallel'?");
        problem.Source.ShouldBe("    execution_mode: paralel");
        problem.File.ShouldBe("apex.yaml");
    }

    [Theory]
    [InlineData("layers:\n\tfirst: {}", 2, 1, "a tab cannot indent in YAML; expected spaces")]
    [InlineData("layers:\n  first:\n  \tname: x\n  second: y", 3, 3, "a tab cannot indent in YAML; expected spaces")]
    [InlineData("layers: [a,\n  b", 1, 9, "broken YAML: this bracket is never closed")]
    [InlineData("layers: \"open", 1, 9, "broken YAML")]
    [InlineData("layers: {}\n---\nlayers: {}", 2, 1, "a second document begins here")]
    [InlineData("layers: *none", 1, 9, "*none refers to an anchor that is not defined before it")]
    [InlineData("layers: &me {a: *me}", 1, 17, "*me stands inside the value that it refers to")]
    [InlineData("layers: !!map {}", 1, 9, "the tag tag:yaml.org,2002:map is not allowed")]
    [InlineData("layers: {}\n? [a]\n: b", 2, 3, "a key must be text")]
    [InlineData("layers: a\u0000b", 1, 10, "the control character U+0000 is not allowed")]
    [InlineData("layers:\n  <<: text", 2, 7, "<< takes a map")]
    [InlineData("", 1, 1, "the file is empty")]
    [InlineData("# nothing", 1, 1, "the file is empty")]
    [InlineData("- a", 1, 1, "expected a map with layers, found a list")]
    [InlineData("just text", 1, 1, "expected a map with layers, found just text")]
    [InlineData("version: 1", 1, 1, "'layers' is missing; expected a map")]
    public void Plan_OfBrokenText_TellsWhereAndWhat(string yaml, int line, int column, string message)
    {
        var problem = PlanMaker.Plan(yaml).Problems.First();

        problem.Message.ShouldStartWith(message);
        (problem.Line, problem.Column).ShouldBe((line, column));
        problem.IsWarning.ShouldBeFalse();
    }

    [Theory]
    [InlineData("timeout_seconds: 010", "expected a whole number from 1 to 86400 (seconds), found 010")]
    [InlineData("timeout_seconds: 0x10", "expected a whole number from 1 to 86400 (seconds), found 0x10")]
    [InlineData("timeout_seconds: 1e3", "expected a whole number from 1 to 86400 (seconds), found 1e3")]
    [InlineData("timeout_seconds: 99999999999999999999", "expected a whole number from 1 to 86400 (seconds), found 99999999999999999999")]
    [InlineData("timeout_seconds: \"60\"", "expected a whole number from 1 to 86400 (seconds), found the text \"60\"; remove the quotes")]
    [InlineData("timeout_seconds: [60]", "expected a whole number from 1 to 86400 (seconds), found a list")]
    [InlineData("critical: True", "expected true or false, found True")]
    [InlineData("critical: on", "expected true or false, found on")]
    [InlineData("critical:", "expected true or false, found nothing")]
    [InlineData("depends_on: other", "expected a list of texts, found other")]
    [InlineData("env: [A]", "expected a map of variables, found a list")]
    [InlineData("env: {1A: x}", "'1A' is not a variable name of letters, digits and _ that does not begin with a digit")]
    [InlineData("env: {APEX_ATTEMPT: x}", "'APEX_ATTEMPT' is not a variable that Apex does not set itself")]
    [InlineData("env: {A: {value: x, secrt: true}}", "unknown key 'secrt'; expected value, secret; did you mean 'secret'?")]
    [InlineData("command: []", "expected a command: a text for the shell, or a list of texts, found an empty list")]
    [InlineData("command: \"a\\0b\"", "the text holds a character that cannot be handed to a command (NUL, or half a surrogate pair)")]
    [InlineData("retry_on: [infra]", "expected a list of test, timeout, hang, oom, found infra")]
    [InlineData("no_tests: fial", "expected one of fail, warn, pass, found fial; did you mean 'fail'?")]
    [InlineData("framework: dotnt", "expected one of dotnet, pytest, jest, vitest, go, cargo, nextest, generic, found dotnt; did you mean 'dotnet'?")]
    [InlineData("results: {path: ../x}", "'../x' is not a glob inside the results folder or the project folder; expected a relative one without ..")]
    [InlineData("include: [a]", "the framework 'generic' has no filters; name the framework, or put the filter into the command")]
    [InlineData("depends_on: [one]", "'one' refers to itself")]
    [InlineData("depends_on: [oen]", "there is no category 'oen'; did you mean 'one'?; defined: one")]
    [InlineData("requires: [redis]", "there is no service 'redis'; defined: real_services, real_llm")]
    public void Plan_OfACategoryWithAMistake_SaysWhatWasExpected(string field, string message)
    {
        var yaml = $"layers:\n  first:\n    categories:\n      - name: one\n        {(field.StartsWith("command", StringComparison.Ordinal) ? "" : "command: x\n        ")}{field}";

        PlanMaker.Plan(yaml).Problems.Where(static problem => !problem.IsWarning).ShouldHaveSingleItem().Message.ShouldBe(message);
    }

    [Fact]
    public void Plan_OfReferencesThatCannotHold_TellsEach()
    {
        var problems = PlanMaker.Plan("""
            execution: {max_memory_mb: 1024}
            services:
              db: {probe: {tcp: "localhost"}, depends_on: [cache]}
              cache: {probe: {}, depends_on: [db]}
            modes:
              quick: {layers: [secnd]}
            layers:
              first:
                execution_order: 2
                depends_on: [second]
                categories: [{name: a, command: x, depends_on: [b]}, {name: b, command: x, depends_on: [a]}]
              second:
                execution_order: 3
                required_services: [dbs]
                resource_limits: {max_memory_mb: 2048}
                categories: [{name: c, depends_on: [missing]}]
              third:
                execution_order: 3
                depends_on: [fourth]
                categories: [{name: d, command: [run, "x{apex_args}"]}]
              fourth: {execution_order: 9, depends_on: [third], categories: [{name: e, command: x}]}
            """).Problems.Where(static problem => !problem.IsWarning);

        problems.Select(static problem => (problem.Line, problem.Code)).ShouldBe(
        [
            (3, "wrong_value"), (3, "cycle"), (4, "probe"), (6, "unknown_layer"), (10, "order"), (11, "cycle"), (14, "unknown_service"), (15, "above_execution"), (16, "missing"), (16, "unknown_category"),
            (18, "duplicate_order"), (19, "cycle"), (20, "apex_args"),
        ]);
    }

    [Fact]
    public void Plan_OfThingsThatAreOnlyOdd_Warns()
    {
        var reply = PlanMaker.Plan("""
            execution: {global_timeout_minutes: 10}
            defaults: {command: x}
            layers:
              first: {max_duration_minutes: 6, categories: [{name: a, timeout_seconds: 3600}, {name: b, timeout_seconds: 60}]}
              second: {max_duration_minutes: 6, depends_on: [first, first], categories: [{name: c}]}
              third: {}
            """);

        reply.Plan.ShouldNotBeNull();
        reply.Problems.Where(static problem => problem.Line > 0).Select(static problem => (problem.Line, problem.Code)).ShouldBe(
            [(1, "budget_sum"), (4, "timeout_above_budget"), (5, "declared_twice"), (6, "empty_layer")]);
        reply.Problems.ShouldAllBe(static problem => problem.IsWarning);
    }

    [Fact]
    public void Plan_OfAnEnvironmentFileWithMistakes_NamesThatFile()
    {
        var request = PlanMaker.Request("defaults: {command: x}\nlayers:\n  first: {categories: [{name: a}]}", "project: other\nlayers:\n  frist: {max_duration_minutes: 5}\n  first: {max_duration_minutes: five}");

        var problems = new Apex.Planning.Planner().Plan(request).Problems;

        problems.Select(static problem => (problem.File, problem.Line, problem.Code)).ShouldBe(
        [
            ("environments/test.yaml", 1, "unknown_key"), ("environments/test.yaml", 3, "unknown_layer"), ("environments/test.yaml", 4, "wrong_type"),
        ]);
    }

    [Fact]
    public void Plan_OfAMistakeInAnotherEnvironment_TellsItToo()
    {
        var problems = PlanMaker.Plan("defaults: {command: x}\nlayers:\n  first: {categories: [{name: a}], environment_overrides: {prod: {fail_fast: now}}}").Problems;

        problems.ShouldHaveSingleItem().Path.ShouldBe("layers.first.environment_overrides.prod.fail_fast");
    }

    [Fact]
    public void Plan_OfAReferenceThatIsWrongInAnotherEnvironment_SaysWhere()
    {
        var problem = PlanMaker.Plan("defaults: {command: x}\nlayers:\n  first: {categories: [{name: a}], environment_overrides: {production: {depends_on: [frist]}}}").Problems.ShouldHaveSingleItem();

        problem.Message.ShouldBe("there is no layer 'frist'; did you mean 'first'?; defined: first (in environment prod)");
        (problem.Line, problem.Column).ShouldBe((3, 86));
    }
}
