using Apex.Configuration;
using Apex.Configuration.Yaml;
using Apex.Planning;
using Apex.Planning.Modes;

namespace Apex.Silo.Tests.Planning;

/// <summary>What the operator of a silo does not allow is refused by plan, run and validate, with category, grant or limit.</summary>
public sealed class OperatorTests
{
    private const string Yaml = """
        project: shop
        defaults: {command: x}
        layers:
          first:
            max_duration_minutes: 20
            categories: [{name: big, resources: {memory_mb: 4000, cpu_percent: 150}}, {name: small}]
          second:
            categories: [{name: live, requires: [real_services]}, {name: model, requires: [real_llm]}]
        """;

    private static readonly OperatorLimits Nothing = new();

    public static TheoryData<string, string> Excesses => new()
    {
        { "memory", "category 'big' asks for 4000 MiB of memory (resources.memory_mb), the operator of this silo allows 3999 MiB" },
        { "cpu", "category 'big' asks for 150 % of a core (resources.cpu_percent), the operator of this silo allows 149 %" },
        { "minutes", "layer 'first' may take 20 minutes, the operator of this silo allows 19 minutes" },
        { "services", "category 'live' requires the grant real_services, which project 'shop' does not have here; ask the operator of this silo for it" },
        { "llm", "category 'model' requires the grant real_llm, which project 'shop' does not have here; ask the operator of this silo for it" },
        { "prod", "project 'shop' may not run in the environment prod here; ask the operator of this silo for the grant prod" },
    };

    [Theory]
    [MemberData(nameof(Excesses))]
    public void Plan_AboveWhatTheOperatorAllows_IsRefusedByName(string what, string message)
    {
        var request = PlanMaker.Request(Yaml) with { Environment = "prod", RealServices = true, RealLlm = true, ForRun = true };

        new Planner { Operator = Nothing }.Plan(request).Plan.ShouldNotBeNull();
        var reply = new Planner { Operator = Limits(what) }.Plan(request);

        reply.Plan.ShouldBeNull();
        reply.Problems.Where(problem => !problem.IsWarning).Select(problem => problem.Message).ShouldBe([message]);
        OperatorCodes.AreAll(reply.Problems.Where(problem => !problem.IsWarning)).ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Excesses))]
    public void Validate_AboveWhatTheOperatorAllows_SaysTheSame(string what, string message)
    {
        var describer = new ConfigurationDescriber(new ModeCatalog(ModeCatalog.BuiltIn), new ParsedFiles(new YamlLimits(), TimeProvider.System)) { Operator = Limits(what) };

        describer.Describe(new ConfigurationQuery { Files = PlanMaker.Request(Yaml).Files, ProjectFolder = "/project", Environment = "prod" })
            .Problems.Where(problem => !problem.IsWarning).Select(problem => problem.Message).ShouldBe([message]);
    }

    [Fact]
    public void Plan_OfWhatStaysBelow_RunsAlthoughTheFileHasMore()
    {
        var limits = new OperatorLimits { MemoryMb = 200, CpuPercent = 50, LayerMinutes = 20, RealServices = [], RealLlm = ["shop"] };

        new Planner { Operator = limits }.Plan(PlanMaker.Request(Yaml) with { Categories = ["small"], ForRun = true }).Plan.ShouldNotBeNull();
        new Planner { Operator = limits }.Plan(PlanMaker.Request(Yaml) with { Categories = ["model"], RealLlm = true, ForRun = true }).Plan.ShouldNotBeNull();
    }

    [Fact]
    public void AreAll_WithAMistakeOfTheFile_IsFalse()
    {
        static ConfigurationProblem Problem(string code) => new() { Code = code, Message = "m" };

        OperatorCodes.AreAll([]).ShouldBeFalse();
        OperatorCodes.AreAll([Problem(OperatorCodes.AboveCeiling), Problem("unknown_key")]).ShouldBeFalse();
    }

    private static OperatorLimits Limits(string what) => what switch
    {
        "memory" => Nothing with { MemoryMb = 3999 },
        "cpu" => Nothing with { CpuPercent = 149 },
        "minutes" => Nothing with { LayerMinutes = 19 },
        "services" => Nothing with { RealServices = ["bank"] },
        "llm" => Nothing with { RealLlm = [] },
        _ => Nothing with { Prod = ["bank"] },
    };
}
