using Apex.Background;
using Apex.Client.Tests.Fixtures;
using Apex.Executions;

namespace Apex.Client.Tests;

/// <summary><c>apex background</c>: what reaches the region, and what is shown.</summary>
public sealed class BackgroundTests
{
    private const string Other = "01930000-0000-7000-8000-000000000002";

    [Fact]
    public async Task Queue_WithEverything_SendsItAndPrintsTheId()
    {
        using var cli = new TestCli { Tree = new WorkingTree { Branch = "main", Commit = "abc" } };
        cli.Write("apex.yaml", "version: 1\n");

        var text = await cli.RunAsync("background", "queue", "e2e", "cypress", "--layer", "e2e_background", "--priority", "1", "--timeout", "45", "--env", "dev", "--label", "build=7", "--real-llm");
        var json = await cli.RunAsync("background", "queue", "e2e", "-o", "json");

        var (id, request) = cli.Region.Starts[0];
        (text.Code, text.Out.Trim()).ShouldBe((ExitCode.Passed, id));
        request.Plan.Background!.Priority.ShouldBe(1);
        (request.Plan.TimeoutMinutes, request.Plan.Environment, request.Plan.RealLlm, request.Plan.Mode).ShouldBe((45, "dev", true, null));
        request.Plan.Categories.ShouldBe(["e2e", "cypress"]);
        request.Plan.Layers.ShouldBe(["e2e_background"]);
        (request.Labels["build"], request.Tree!.Commit).ShouldBe(("7", "abc"));
        cli.Region.Starts[1].Request.Plan.Background!.Priority.ShouldBe(3);
        json.Out.ShouldContain($"\"id\": \"{cli.Region.Starts[1].Id}\"");
    }

    [Theory]
    [InlineData("background queue", "needs a category or --layer")]
    [InlineData("background queue e2e --priority 6", "--priority 6: expected a whole number from 1 to 5")]
    [InlineData("background queue e2e --timeout 0", "--timeout 0: expected a whole number from 1 to 1440")]
    [InlineData("background queue e2e --label x", "--label x: expected KEY=VALUE")]
    [InlineData("background list --category ../x", "--category ../x: a category's name is")]
    [InlineData("background list --since yesterday", "--since yesterday: expected a span")]
    [InlineData("background list --since 5y", "--since 5y: expected a span")]
    [InlineData("background list --state done", "--state done: expected queued, starting, running, cancelling or completed")]
    [InlineData("background results -n 0", "--limit 0: expected")]
    [InlineData("background cancel", "ID")]
    [InlineData("background", "apex background what? One of: queue, list, status, cancel, results")]
    public async Task Usage_Wrong_Exits2AndAsksNobody(string line, string message)
    {
        using var cli = new TestCli();
        cli.Write("apex.yaml", "version: 1\n");

        var result = await cli.RunAsync(line.Split(' '));

        result.Code.ShouldBe(ExitCode.Refused);
        result.Error.ShouldContain(message);
        cli.Region.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task List_ShowsRunningWaitingAndEnded()
    {
        using var cli = new TestCli { Region = new FakeRegion { Lane = Lane() } };

        var text = await cli.RunAsync("background", "list");
        var json = await cli.RunAsync("background", "list", "-o", "json");
        var lines = await cli.RunAsync("background", "list", "-o", "jsonl");

        Golden.Check("background-list.txt", text.Out);
        Golden.Check("background-list.json", json.Out);
        lines.Lines.Length.ShouldBe(3);
        cli.Region.LaneQueries[0].ShouldBe(new BackgroundQuery());
    }

    [Fact]
    public async Task List_Filters_ReachTheRegion()
    {
        using var cli = new TestCli();

        await cli.RunAsync("background", "list", "--state", "queued", "--category", "e2e", "--since", "2026-11-20T00:00:00Z", "-n", "5");
        await cli.RunAsync("background", "results", "--since", "2h");

        cli.Region.LaneQueries[0].ShouldBe(new BackgroundQuery { State = BackgroundState.Queued, Category = "e2e", Since = new DateTimeOffset(2026, 11, 20, 0, 0, 0, TimeSpan.Zero), Limit = 5 });
        cli.Region.LaneQueries[1].State.ShouldBe(BackgroundState.Completed);
        cli.Region.LaneQueries[1].Since.ShouldNotBeNull();
    }

    [Fact]
    public async Task Status_OfOneThatWaits_SaysItsPlaceAndWhy()
    {
        using var cli = new TestCli { Region = new FakeRegion { Lane = Lane() } };

        var text = await cli.RunAsync("background", "status", Other);
        var json = await cli.RunAsync("background", "status", Other, "-o", "json");
        var all = await cli.RunAsync("background", "status");

        Golden.Check("background-status.txt", text.Out);
        Golden.Check("background-status.json", json.Out);
        all.Out.ShouldStartWith("background  2 of at most 2 run, 1 waits");
        cli.Region.LaneQueries[^1].LiveOnly.ShouldBeTrue();
    }

    [Fact]
    public async Task Cancel_SendsTheReasonAndSaysWhatBecameOfIt()
    {
        using var cli = new TestCli { Region = new FakeRegion { Lane = Lane() } };

        var result = await cli.RunAsync("background", "cancel", Other, "--reason", "wrong branch");

        result.Code.ShouldBe(ExitCode.Passed);
        cli.Region.Cancels.ShouldBe([(Other, "wrong branch")]);
        result.Out.ShouldContain("it never started");
    }

    [Theory]
    [InlineData("status")]
    [InlineData("cancel")]
    [InlineData("results")]
    public async Task Id_OfAnotherExecution_Exits2AndIsLeftAlone(string verb)
    {
        using var cli = new TestCli();

        var result = await cli.RunAsync("background", verb, Samples.Id, "-o", "json");

        result.Code.ShouldBe(ExitCode.Refused);
        result.Error.ShouldContain("\"not_found\"");
        cli.Region.Cancels.ShouldBeEmpty();
    }

    [Fact]
    public async Task Results_OfATask_AreThoseOfItsExecution()
    {
        using var cli = new TestCli { Region = new FakeRegion { Lane = Lane() } };

        var task = await cli.RunAsync("background", "results", Samples.Id);
        var execution = await cli.RunAsync("results", Samples.Id);

        task.Out.ShouldBe(execution.Out);
    }

    [Theory]
    [InlineData("--queue-e2e --background-category cypress --background-timeout 45")]
    [InlineData("--queue-e2e")]
    public async Task OldSpelling_QueueE2E_QueuesATask(string line)
    {
        using var cli = new TestCli();
        cli.Write("apex.yaml", "version: 1\n");

        (await cli.RunAsync(line.Split(' '))).Code.ShouldBe(ExitCode.Passed);

        var plan = cli.Region.Starts.ShouldHaveSingleItem().Request.Plan;
        plan.Background.ShouldNotBeNull();
        (plan.Categories[0], plan.TimeoutMinutes).ShouldBe(line.Contains("cypress") ? ("cypress", 45) : ("e2e", null));
    }

    [Fact]
    public async Task OldSpelling_Questions_AskTheLane()
    {
        using var cli = new TestCli { Region = new FakeRegion { Lane = Lane() } };

        (await cli.RunAsync("--background-status")).Code.ShouldBe(ExitCode.Passed);
        (await cli.RunAsync("--background-results", "5")).Code.ShouldBe(ExitCode.Passed);
        (await cli.RunAsync("--kill-background", Other)).Code.ShouldBe(ExitCode.Passed);

        cli.Region.LaneQueries.Select(static query => (query.State, query.Limit, query.LiveOnly)).ShouldBe([(null, 1000, true), (BackgroundState.Completed, 5, false)]);
        cli.Region.Cancels.ShouldHaveSingleItem().Id.ShouldBe(Other);
    }

    private static BackgroundSnapshot Lane() => new()
    {
        MaxConcurrent = 2,
        Running = 2,
        Queued = 1,
        Tasks =
        [
            Task(Samples.Id) with { State = BackgroundState.Running, StartedAt = Samples.Start.AddMinutes(1) },
            Task(Other) with
            {
                Priority = 1,
                Position = 1,
                Waiting = "background_cap",
                Message = "2 background tasks run, 2 may at once",
                Labels = new Dictionary<string, string> { ["build"] = "77" },
            },
            Task("01930000-0000-7000-8000-000000000003") with
            {
                State = BackgroundState.Completed,
                Verdict = Verdict.TimedOut,
                StartedAt = Samples.Start.AddMinutes(1),
                FinishedAt = Samples.Start.AddMinutes(31),
                Message = "the execution's time is used up",
                Counts = Samples.Counts(7, 1),
            },
        ],
    };

    private static BackgroundTask Task(string id) => new()
    {
        Id = id,
        Project = "shop",
        Environment = "test",
        Branch = "main",
        Commit = "0123456789abcdef",
        Layers = ["e2e_background"],
        Categories = ["cypress", "e2e"],
        Priority = 3,
        QueuedAt = Samples.Start,
        TimeoutMs = 1_800_000,
    };
}
