using Apex.Client.Tests.Fixtures;
using Apex.Configuration;
using Apex.Executions;
using Apex.Planning;
using Apex.Resources;

namespace Apex.Client.Tests;

/// <summary><c>apex why</c>, and what the operator does not allow.</summary>
public sealed class WhyTests
{
    private static WhyReply Reply(string id) => new()
    {
        Id = id,
        State = ExecutionState.ExecutingLayers,
        Running = 2,
        WaitingTotal = 3,
        Waiting =
        [
            new Wait { Layer = "core", Reason = WaitReasons.Gate, Detail = "phase 1 is not over: layer 'unit' runs" },
            new Wait { Layer = "core", Category = "api", Reason = WaitReasons.Lock, Detail = "lock 'db': held by e/core/other#1 since 12:00:00 UTC" },
            new Wait { Layer = "core", Category = "db", Reason = WaitReasons.RetryBackoff, Detail = "its next attempt may be placed in 3.0 s", Until = Samples.Start.AddSeconds(3) },
        ],
    };

    [Fact]
    public async Task Why_WithJson_IsTheDocument()
    {
        using var cli = new TestCli();
        cli.Region.OnWhy = (id, _) => Reply(id);

        var result = await cli.RunAsync("why", Samples.Id, "-o", "json");

        result.Code.ShouldBe(ExitCode.Passed);
        Golden.Check("why.json", result.Out);
    }

    [Fact]
    public async Task Why_AsText_HasALineForEachThatWaits()
    {
        using var cli = new TestCli();
        cli.Region.OnWhy = (id, _) => Reply(id);

        Golden.Check("why.txt", (await cli.RunAsync("why", Samples.Id)).Out);
    }

    [Fact]
    public async Task Why_OfOneCategory_AsksForItByLayerAndName()
    {
        using var cli = new TestCli();
        WhyQuery? asked = null;
        var category = Samples.Category("api", Verdict.Passed, null);
        cli.Region.OnGet = (id, _) => Samples.Passed(id) with { Layers = [Samples.Layer("core", Verdict.Passed, category)] };
        cli.Region.OnWhy = (id, query) =>
        {
            asked = query;
            return new WhyReply { Id = id };
        };

        var result = await cli.RunAsync("why", Samples.Id, "api");

        asked.ShouldNotBeNull().Category.ShouldBe("core/api");
        result.Out.ShouldBe("api does not wait: it has ended (passed)\n");
    }

    [Fact]
    public async Task Why_WhenNothingWaits_SaysSo()
    {
        using var cli = new TestCli();
        cli.Region.OnWhy = (id, _) => new WhyReply { Id = id, State = ExecutionState.Completed, Verdict = Verdict.Failed };

        (await cli.RunAsync("why", Samples.Id)).Out.ShouldBe($"{Samples.Id} is over (failed): nothing waits\n");
    }

    [Theory]
    [InlineData("")]
    [InlineData("nosuch")]
    public async Task Why_OfWhatThereIsNot_Exits2(string category)
    {
        using var cli = new TestCli();
        cli.Region.OnWhy = (_, _) => null;

        var result = await cli.RunAsync(["why", Samples.Id, .. category.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        result.Code.ShouldBe(ExitCode.Refused);
        result.Error.ShouldContain(category.Length > 0 ? "has no category 'nosuch'" : "there is no execution");
    }

    [Theory]
    [InlineData("plan")]
    [InlineData("run")]
    [InlineData("validate")]
    public async Task Verb_OfWhatTheOperatorDoesNotAllow_Exits4(string verb)
    {
        using var cli = new TestCli();
        cli.Write("apex.yaml", "version: 1");
        List<ConfigurationProblem> problems = [new() { Code = OperatorCodes.AboveCeiling, Message = "category 'big' asks for 4000 MiB of memory, the operator of this silo allows 512 MiB", File = "apex.yaml", Line = 1, Column = 1 }];
        cli.Region.OnPlan = _ => new PlanReply { Problems = problems };
        cli.Region.OnStart = _ => new StartReply { Outcome = StartOutcome.Invalid, Problems = problems };
        cli.Region.OnDescribe = _ => new ConfigurationReply { Problems = problems };

        var result = await cli.RunAsync(verb);

        result.Code.ShouldBe(ExitCode.NotAuthorised);
        result.Error.ShouldContain("category 'big' asks for 4000 MiB");
    }
}
