using System.Text.Json;
using Apex.Cluster.Tests.Harness;

namespace Apex.Cluster.Tests;

/// <summary>validate, plan, layers, modes and config show through the real program: what they answer, and that they leave nothing behind.</summary>
public sealed class ConfigurationVerbTests(SharedSilo shared) : IClassFixture<SharedSilo>
{
    /// <summary>Ten different mistakes, each at a place that the test knows.</summary>
    private const string TenMistakes = """
        version: 2
        project: broken
        execution:
          max_parallel_categories: many
        layers:
          unit:
            nmae: Unit
            execution_order: 1
            fail_fast: sometimes
            depends_on: [integration]
            categories:
              - name: Fast
                command: "true"
              - name: api
                command: "true"
                timeout_seconds: "60"
              - name: api
                command: "true"
                depends_on: [nothing]
          integration:
            execution_order: 2
            categories:
              - name: db
        """;

    [Fact]
    public async Task Verbs_OfAProject_AnswerAndStartNothing()
    {
        await using var home = new ApexHome();
        home.Configure(Projects.TwoLayers("0"));

        (await home.RunAsync("validate")).ShouldExit(0).Output.ShouldStartWith("apex.yaml: ok (2 layers, ");
        var plan = (await home.RunAsync("plan", "-o", "json")).ShouldExit(0).Json();
        (await home.RunAsync("layers")).ShouldExit(0).Output.ShouldContain("core_integration");
        (await home.RunAsync("modes")).ShouldExit(0).Output.ShouldContain("layered_execution");
        (await home.RunAsync("config", "show", "--origin")).ShouldExit(0).Output.ShouldContain("# apex.yaml:");

        plan.GetProperty("layers").EnumerateArray().Select(static layer => layer.GetProperty("name").GetString()).ShouldBe(["fast_feedback", "core_integration"]);
        plan.GetProperty("estimate").ValueKind.ShouldBe(JsonValueKind.Null);
        (await home.RunAsync("list", "-o", "json")).ShouldExit(0).Json().GetProperty("executions").GetArrayLength().ShouldBe(0);
        Directory.GetFileSystemEntries(home.Project).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Plan_AndRun_AreTheSamePlan()
    {
        await using var home = shared.Project();
        home.Configure(Projects.TwoLayers("0"));

        var planned = (await home.RunAsync("plan", "-o", "json")).ShouldExit(0).Json().GetProperty("plan_hash").GetString();
        var ran = (await home.RunAsync("run", "-o", "json")).ShouldExit(0).Json().GetProperty("plan_hash").GetString();

        planned.ShouldBe(ran);
    }

    [Fact]
    public async Task Validate_OfTenMistakes_TellsThemAllWithTheirPlaces()
    {
        await using var home = shared.Project();
        home.Configure(TenMistakes);

        var text = (await home.RunAsync("validate")).ShouldExit(2);
        var document = (await home.RunAsync("validate", "-o", "json")).ShouldExit(2).Json();

        var errors = document.GetProperty("errors").EnumerateArray()
            .Select(static error => $"{error.GetProperty("line")}:{error.GetProperty("column")} {error.GetProperty("code")}").ToList();
        errors.ShouldBe(
        [
            "1:10 out_of_range", "4:28 wrong_type", "7:5 unknown_key", "9:16 wrong_value", "10:18 order",
            "12:15 bad_name", "16:26 wrong_type", "17:15 duplicate_category", "19:22 unknown_category", "23:9 missing",
        ]);
        text.Output.ShouldBeEmpty();
        foreach (var error in errors)
        {
            text.Errors.ShouldContain($"--> apex.yaml:{error.Split(' ')[0]}");
        }

        text.Errors.ShouldContain(" 7 |     nmae: Unit\n   |     ^");
        text.Errors.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task Plan_OfAChangedFile_SeesTheChange()
    {
        await using var home = shared.Project();
        home.Configure(Projects.Single("exit 0"));
        (await home.RunAsync("plan")).ShouldExit(0).Output.ShouldContain("$ exit 0");

        home.Configure(Projects.Single("exit 1"));

        (await home.RunAsync("plan")).ShouldExit(0).Output.ShouldContain("$ exit 1");
        (await home.RunAsync("run")).ShouldExit(1);
    }

    [Fact]
    public async Task Run_OfTheGuidesSample_HandsItsFreeMapsToTheCommand()
    {
        await using var home = shared.Project();
        const string Sample = """
            defaults:
              command: printf '%s %s %s\n' {category} "$APEX_LAYER_CONFIG" "$APEX_CATEGORY_SETTINGS" >> "$WITNESS"
            layers:
              custom_layer:
                name: "Custom Layer"
                description: "Custom layer for specific requirements"
                priority: 5
                execution_order: 5
                max_duration_minutes: 45
                execution_mode: "parallel"

                # Custom configuration
                custom_config:
                  special_setting: "value"
                  feature_flags:
                    - "experimental_feature"

                categories:
                  - name: "custom_category"
                    timeout_seconds: 300
                    max_parallel_instances: 2
                    # Custom category config
                    custom_settings:
                      framework: "custom_framework"
                      parameters:
                        param1: "value1"
            """;
        home.Configure(Sample);
        (await home.RunAsync("validate")).ShouldExit(0);
        (await home.RunAsync("run")).ShouldExit(0);

        File.ReadAllText(home.Witness).ShouldBe(
            """custom_category {"special_setting":"value","feature_flags":["experimental_feature"]} {"framework":"custom_framework","parameters":{"param1":"value1"}}""" + "\n");
    }

    [Fact]
    public async Task Plan_AfterARun_EstimatesFromIt()
    {
        await using var home = new ApexHome();
        home.Configure(Projects.TwoLayers("0.3"));
        (await home.RunAsync("plan")).ShouldExit(0).Output.ShouldContain("estimate: no history of these categories yet");
        var before = (await home.RunAsync("plan", "-o", "json")).ShouldExit(0).Json().GetProperty("plan_hash").GetString();
        (await home.RunAsync("run")).ShouldExit(0);

        var plan = (await home.RunAsync("plan", "-o", "json")).ShouldExit(0).Json();

        plan.GetProperty("plan_hash").GetString().ShouldBe(before, "an estimate is no part of the plan");
        var estimate = plan.GetProperty("estimate");
        (estimate.GetProperty("known_categories").GetInt32(), estimate.GetProperty("unknown_categories").GetInt32()).ShouldBe((6, 0));
        estimate.GetProperty("duration_ms").GetInt64().ShouldBeGreaterThanOrEqualTo(600, "two layers in turn, each with a pause of 300 ms");
        var path = estimate.GetProperty("critical_path").EnumerateArray().Select(static step => step.GetProperty("layer").GetString()).Distinct();
        path.ShouldBe(["fast_feedback", "core_integration"]);
    }

    [Fact]
    public async Task ConfigShow_OfSecrets_ShowsNone()
    {
        await using var home = shared.Project();
        home.Configure(Projects.Single("exit 0", "env: {API_TOKEN: tok-123456, PIN: {value: pin-987654, secret: true}}"));

        foreach (var format in new[] { "text", "json" })
        {
            var shown = (await home.RunAsync("config", "show", "--defaults", "-o", format)).ShouldExit(0);
            shown.Output.ShouldContain("***");
            shown.Output.ShouldNotContain("tok-123456");
            shown.Output.ShouldNotContain("pin-987654");
            (await home.RunAsync("plan", "-o", format)).ShouldExit(0).Output.ShouldNotContain("987654");
        }
    }
}
