using Apex.Client.Tests.Fixtures;
using Apex.Configuration;
using Apex.Planning;

namespace Apex.Client.Tests;

/// <summary>validate, plan, layers, modes, config show: what they ask, what they print, how they end.</summary>
public sealed class ConfigurationVerbTests
{
    [Theory]
    [InlineData("layers", "layers")]
    [InlineData("modes", "modes")]
    [InlineData("config show", "config-show")]
    public async Task Verb_OfAConfiguration_PrintsItsDocumentAndItsText(string verb, string golden)
    {
        using var cli = Cli(new ConfigurationReply { Summary = ConfigurationSamples.Summary, Values = ConfigurationSamples.Values, Problems = [ConfigurationSamples.Warning] });

        var document = await cli.RunAsync([.. verb.Split(' '), "-o", "json"]);
        var text = await cli.RunAsync(verb.Split(' '));

        (document.Code, text.Code).ShouldBe((ExitCode.Passed, ExitCode.Passed));
        Golden.Check($"{golden}.json", document.Out);
        Golden.Check($"{golden}.txt", text.Out);
    }

    [Fact]
    public async Task ConfigShow_WithOrigin_NamesFileAndLineOfEachValue()
    {
        using var cli = Cli(new ConfigurationReply { Summary = ConfigurationSamples.Summary, Values = ConfigurationSamples.Values });
        var asked = new List<ConfigurationQuery>();
        var answer = cli.Region.OnDescribe;
        cli.Region.OnDescribe = query =>
        {
            asked.Add(query);
            return answer(query);
        };

        var result = await cli.RunAsync("config", "show", "--env", "staging", "--origin", "--defaults");

        var query = asked.ShouldHaveSingleItem();
        (query.Environment, query.Values, query.Defaults).ShouldBe(("staging", true, true));
        result.Lines[0].ShouldBe("project: shop                # apex.yaml:2");
        result.Lines[3].ShouldBe("    max_duration_minutes: 2  # environments/staging.yaml:4");
        result.Lines[4].ShouldBe("    priority: 3              # default");
        result.Lines[5].ShouldBe("    categories:");
        result.Lines[^1].ShouldBe("          b");
    }

    [Theory]
    [InlineData("layers")]
    [InlineData("modes")]
    [InlineData("config show")]
    [InlineData("validate")]
    public async Task Verb_OfABrokenConfiguration_ShowsEveryPlaceAndExits2(string verb)
    {
        using var cli = Cli(new ConfigurationReply { Problems = [ConfigurationSamples.Error, ConfigurationSamples.Error with { Line = 4, Message = "another" }] });

        var result = await cli.RunAsync(verb.Split(' '));

        result.Code.ShouldBe(ExitCode.Refused);
        result.Out.ShouldBeEmpty();
        result.Error.ShouldContain("--> apex.yaml:3:5");
        result.Error.ShouldContain(" 3 |     nmae: Unit\n   |     ^");
        result.Error.ShouldContain("--> apex.yaml:4:5");
    }

    [Fact]
    public async Task Validate_OfAGoodFile_SaysOkWithCountsAndWarningsApart()
    {
        using var cli = Cli(new ConfigurationReply { Summary = ConfigurationSamples.Summary, Problems = [ConfigurationSamples.Warning] });

        var result = await cli.RunAsync("validate");

        result.Code.ShouldBe(ExitCode.Passed);
        result.Out.ShouldBe("apex.yaml: ok (2 layers, 3 categories, checked for test)\n");
        result.Error.ShouldContain("warning[not_enforced_yet]: 'locks' is not enforced yet");
        result.Error.ShouldNotContain("error");
    }

    [Fact]
    public async Task Validate_WithJson_PrintsTheProblemsWithTheirPlaces()
    {
        using var good = Cli(new ConfigurationReply { Summary = ConfigurationSamples.Summary });
        using var bad = Cli(new ConfigurationReply { Problems = [ConfigurationSamples.Error, ConfigurationSamples.Warning] });

        var passed = await good.RunAsync("validate", "-o", "json");
        var refused = await bad.RunAsync("validate", "-o", "json");

        (passed.Code, refused.Code).ShouldBe((ExitCode.Passed, ExitCode.Refused));
        passed.Error.ShouldBeEmpty();
        Golden.Check("validate-ok.json", passed.Out);
        Golden.Check("validate.json", refused.Out);
        Golden.Check("error-validate.json", refused.Error);
    }

    [Fact]
    public async Task Validate_WithoutAnEnvironment_ChecksEachThatHasAFile()
    {
        using var cli = Cli(new ConfigurationReply { Summary = ConfigurationSamples.Summary });
        cli.Write("environments/production.yaml", "layers: {}\n");
        cli.Write("environments/dev.yaml", "layers: {}\n");
        var asked = new List<string>();
        cli.Region.OnDescribe = query =>
        {
            asked.Add($"{query.Environment}:{string.Join(',', query.Files.Select(file => file.Path))}");
            return new ConfigurationReply { Summary = ConfigurationSamples.Summary };
        };

        (await cli.RunAsync("validate")).Out.ShouldContain("checked for test, dev, prod");
        (await cli.RunAsync("validate", "--env", "dev")).Code.ShouldBe(ExitCode.Passed);

        asked.ShouldBe(["test:apex.yaml", "dev:apex.yaml,environments/dev.yaml", "prod:apex.yaml,environments/production.yaml", "dev:apex.yaml,environments/dev.yaml"]);
    }

    [Fact]
    public async Task Validate_OfAFileThatNoEnvironmentReads_IsAnError()
    {
        using var cli = Cli(new ConfigurationReply { Summary = ConfigurationSamples.Summary });
        cli.Write("environments/qa.yaml", "layers: {}\n");

        var result = await cli.RunAsync("validate");

        result.Code.ShouldBe(ExitCode.Refused);
        result.Error.ShouldContain("--> environments/qa.yaml");
        result.Error.ShouldContain("no environment reads this file");
    }

    [Fact]
    public async Task Validate_OfTheSameProblemInTwoEnvironments_TellsItOnce()
    {
        using var cli = Cli(new ConfigurationReply { Problems = [ConfigurationSamples.Error] });
        cli.Write("environments/dev.yaml", "layers: {}\n");

        var result = await cli.RunAsync("validate");

        result.Error.Split("unknown key 'nmae'").Length.ShouldBe(2);
        result.Error.ShouldContain("1 error in the configuration");
    }

    [Fact]
    public async Task Plan_OfASelection_AsksForItAndStartsNothing()
    {
        using var cli = Cli(new ConfigurationReply());
        PlanRequest? asked = null;
        cli.Region.OnPlan = request =>
        {
            asked = request;
            return ConfigurationSamples.Plan;
        };

        var result = await cli.RunAsync(
            "plan", "--mode", "hybrid", "--layer", "unit", "--category", "api", "--env", "dev", "--no-background", "--real-services", "--real-llm", "--fail-fast", "layer", "--timeout", "7", "--", "-k", "x");

        result.Code.ShouldBe(ExitCode.Passed);
        var plan = asked.ShouldNotBeNull();
        (plan.Mode, plan.Environment, plan.NoBackground, plan.FailFast, plan.TimeoutMinutes, plan.RealServices, plan.RealLlm, plan.ForRun).ShouldBe(("hybrid", "dev", true, "layer", 7, true, true, false));
        (string.Join(',', plan.Layers), string.Join(',', plan.Categories), string.Join(',', plan.ExtraArguments)).ShouldBe(("unit", "api", "-k,x"));
        cli.Region.Starts.ShouldBeEmpty();
    }

    [Fact]
    public async Task Plan_OfAProject_PrintsItsTreeAndItsDocument()
    {
        using var cli = Cli(new ConfigurationReply());
        cli.Region.OnPlan = _ => ConfigurationSamples.Plan;

        var text = await cli.RunAsync("plan");
        var document = await cli.RunAsync("plan", "-o", "json");

        Golden.Check("plan.txt", text.Out);
        Golden.Check("plan.json", document.Out);
        text.Error.ShouldContain("warning[not_enforced_yet]");
    }

    [Fact]
    public async Task Plan_WithoutHistory_SaysSo()
    {
        using var cli = Cli(new ConfigurationReply());
        cli.Region.OnPlan = _ => ConfigurationSamples.Plan with { Estimate = null };

        (await cli.RunAsync("plan")).Out.ShouldContain("estimate: no history of these categories yet\n");
        System.Text.Json.JsonDocument.Parse((await cli.RunAsync("plan", "-o", "json")).Out).RootElement.GetProperty("estimate").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
    }

    [Fact]
    public async Task Plan_OfAnImpossibleSelection_Exits2()
    {
        using var cli = Cli(new ConfigurationReply());
        cli.Region.OnPlan = _ => new PlanReply { Problems = [new ConfigurationProblem { Code = "unknown_layer", Message = "there is no layer 'x'; layers: unit" }] };

        var result = await cli.RunAsync("plan", "--layer", "x");

        result.Code.ShouldBe(ExitCode.Refused);
        result.Error.ShouldContain("there is no layer 'x'; layers: unit");
    }

    private static TestCli Cli(ConfigurationReply reply)
    {
        var cli = new TestCli();
        cli.Write("apex.yaml", "version: 1\n");
        cli.Region.OnDescribe = _ => reply;
        return cli;
    }
}
