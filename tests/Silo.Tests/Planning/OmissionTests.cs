using Apex.Configuration;

namespace Apex.Silo.Tests.Planning;

/// <summary>What a plan leaves out, and the reason that it gives.</summary>
public sealed class OmissionTests
{
    private const string Yaml = """
        defaults: {command: run}
        layers:
          fast_feedback: {categories: [{name: smoke}, {name: unit}]}
          core: {categories: [{name: api}]}
          later: {categories: []}
          night: {background: true, categories: [{name: e2e}]}
        modes:
          only_unit: {layers: [fast_feedback], categories: [unit]}
        """;

    [Theory]
    [InlineData("all", "later:empty")]
    [InlineData("no background", "later:empty night:no_background")]
    [InlineData("mode", "core:not_in_mode later:empty night:not_in_mode")]
    [InlineData("layer", "fast_feedback:not_named later:empty night:not_named")]
    [InlineData("category", "fast_feedback/smoke:not_named core:not_named later:empty night:not_named")]
    [InlineData("file mode", "fast_feedback/smoke:not_in_mode core:not_in_mode later:empty night:not_in_mode")]
    public void Plan_OfASelection_SaysWhatItLeavesOut(string what, string expected)
    {
        var reply = PlanMaker.Plan(Yaml, request => Change(what, request));

        reply.Plan.ShouldNotBeNull(PlanMaker.Show(reply.Problems));
        string.Join(' ', reply.Omitted.Select(static omission => $"{omission.Layer}{(omission.Category is null ? "" : $"/{omission.Category}")}:{omission.Code}")).ShouldBe(expected);
    }

    [Fact]
    public void Plan_ForARun_DoesNotLookForOmissions() => PlanMaker.Plan(Yaml, static request => request with { ForRun = true, Mode = "fast_feedback" }).Omitted.ShouldBeEmpty();

    private static PlanRequest Change(string what, PlanRequest request) => what switch
    {
        "no background" => request with { NoBackground = true },
        "mode" => request with { Mode = "fast_feedback" },
        "layer" => request with { Layers = ["core"] },
        "category" => request with { Categories = ["unit"] },
        "file mode" => request with { Mode = "only_unit" },
        _ => request,
    };
}
