using Apex.Agents;
using Apex.Client.Tests.Fixtures;
using Apex.Connection;
using Apex.Executions;
using Apex.Output;
using Apex.Progress;

namespace Apex.Client.Tests;

public sealed class FollowTests
{
    [Fact]
    public async Task Run_IntoAPipe_PrintsPlainLinesThenFailuresThenTheVerdict()
    {
        using var cli = Failing();

        var result = await cli.RunAsync("run");

        result.Code.ShouldBe(ExitCode.Error);
        result.Out.ShouldNotContain("\e");
        Golden.Check("run-plain.txt", result.Out.Replace(cli.Region.Starts[0].Id, Samples.Id, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_WithColorAlways_ColoursThePipeToo()
    {
        using var cli = Failing();

        (await cli.RunAsync("run", "--color", "always")).Out.ShouldContain("\e[31m");
    }

    [Fact]
    public async Task Run_WithJson_HasOnlyTheDocumentOnStdoutAndLinesOnStderr()
    {
        using var cli = Failing();

        var result = await cli.RunAsync("run", "-o", "json");

        result.Out.ShouldStartWith("{\n");
        System.Text.Json.JsonDocument.Parse(result.Out).RootElement.GetProperty("verdict").GetString().ShouldBe("error");
        result.Error.ShouldContain("[12:00:13]   unit  passed  12.3 s  (48 tests)");
    }

    [Fact]
    public async Task Run_WithJsonl_HasOneEnvelopeALine()
    {
        using var cli = Failing();
        cli.Region.OnStart = id => new StartReply { Outcome = StartOutcome.Started, Execution = Samples.Passed(id) };

        var result = await cli.RunAsync("run", "-o", "jsonl");

        result.Lines.Length.ShouldBe(15);
        Golden.Check("events.jsonl", result.Out.Replace(cli.Region.Starts[0].Id, Samples.Id, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_Quiet_PrintsTheResultAlone()
    {
        using var cli = Failing();

        var result = await cli.RunAsync("run", "--quiet");

        result.Out.ShouldNotContain("[12:00");
        result.Lines[^1].ShouldStartWith("error  ");
        result.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_WithProgressLog_PrintsEveryEvent()
    {
        using var cli = Failing();

        var result = await cli.RunAsync("run", "--progress", "log");

        result.Out.ShouldContain("2026-11-22T12:00:01.250Z 5 attempt_started unit/unit#1 {}\n");
    }

    [Fact]
    public async Task Run_WithBackgroundLayersOpen_ReturnsAtTheVerdict()
    {
        using var cli = Failing();
        cli.Region.BeforeEvent = progress => progress.Type.ShouldNotBe(EventTypes.OrchestrationCompleted);

        var result = await cli.RunAsync("run");

        result.Code.ShouldBe(ExitCode.Error);
        result.Error.ShouldContain("background layers go on: apex watch");
    }

    [Fact]
    public async Task Watch_WithBackgroundLayersOpen_GoesToTheLastEvent()
    {
        using var cli = Failing();

        var result = await cli.RunAsync("watch", Samples.Id, "-o", "jsonl");

        result.Code.ShouldBe(ExitCode.Error);
        result.Lines[^1].ShouldContain("\"orchestration_completed\"");
    }

    [Fact]
    public async Task Watch_LongAfter_BeginsWithTheTimeOfTheFirstEvent()
    {
        using var cli = Failing();
        cli.Time.Advance(TimeSpan.FromHours(2));

        var result = await cli.RunAsync("watch", Samples.Id);

        result.Lines[0].ShouldBe($"[12:00:00] execution {Samples.Id}");
        result.Lines[1].ShouldStartWith("[12:00:01] ");
    }

    [Fact]
    public async Task Trouble_OfAnAgent_NamesIt()
    {
        using var cli = new TestCli();
        cli.Region.Agents =
        [
            new AgentSnapshot { Name = "ProgressStreamingAgent", Silo = "S1", Status = AgentStatus.Healthy },
            new AgentSnapshot { Name = "LayerExecutionAgent", Silo = "S1", Status = AgentStatus.Error, LastError = "disk full" },
        ];
        await using var client = new ApexClient(cli.Region, new CliOutput(Stream.Null, TextWriter.Null, new OutputOptions()), cli.Time);
        await client.RegionAsync(TestContext.Current.CancellationToken);

        (await client.TroubleAsync()).ShouldBe("LayerExecutionAgent (error): disk full");
    }

    [Theory]
    [InlineData(Verdict.Passed, 0)]
    [InlineData(Verdict.Failed, 1)]
    [InlineData(Verdict.NoTests, 5)]
    [InlineData(Verdict.TimedOut, 6)]
    [InlineData(Verdict.Cancelled, 130)]
    public async Task Watch_OfAVerdict_ExitsWithItsCode(Verdict verdict, int code)
    {
        using var cli = Failing();
        cli.Region.OnGet = (id, _) => Samples.Passed(id) with { Verdict = verdict };

        (await cli.RunAsync("watch", Samples.Id)).Code.ShouldBe(code);
    }

    [Fact]
    public async Task Watch_WhenTheSiloIsKilled_ReconnectsAndMissesNoEvent()
    {
        using var cli = Failing();
        var lost = false;
        cli.Region.BeforeEvent = progress =>
        {
            if (progress.Seq == 7 && !lost)
            {
                lost = true;
                throw new IOException("connection reset");
            }
        };

        var result = await cli.RunAsync("watch", Samples.Id, "-o", "jsonl");

        cli.Region.WatchedAfter.ShouldBe([0, 6]);
        cli.Region.Connections.ShouldBe(2);
        result.Lines.Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("seq").GetInt64()).ShouldBe(Enumerable.Range(1, 15).Select(seq => (long)seq));
        result.Error.Split('\n').Count(line => line.Contains("connection to the silo lost", StringComparison.Ordinal)).ShouldBe(1);
        result.Error.Split('\n').Count(line => line == "reconnected").ShouldBe(1);
    }

    [Fact]
    public async Task Watch_WhenTheSiloStaysAway_GivesUpWith7()
    {
        using var cli = Failing();
        cli.Region.BeforeEvent = progress => throw new IOException("connection reset");

        var result = await cli.RunAsync("watch", Samples.Id);

        result.Code.ShouldBe(ExitCode.Unreachable);
        result.Error.ShouldContain("what it runs goes on");
        result.Error.Split('\n').Count(line => line.Contains("connection to the silo lost", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Watch_WhenTheReaderLeaves_EndsQuietly()
    {
        using var cli = new TestCli { StandardOutput = new ClosedPipe(2), Region = FailingRegion() };
        cli.Region.Events.RemoveAt(cli.Region.Events.Count - 1);
        cli.Region.AfterEvents = static token => new TaskCompletionSource().Task.WaitAsync(token);

        var result = await cli.RunAsync("watch", Samples.Id, "-o", "jsonl");

        result.Code.ShouldBe(ExitCode.Passed);
        result.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_WhenTheReaderLeaves_StillExitsWithTheVerdict()
    {
        using var cli = new TestCli { StandardOutput = new ClosedPipe(2), Region = FailingRegion() };
        cli.Write("apex.yaml", "version: 1\n");

        var result = await cli.RunAsync("run");

        result.Code.ShouldBe(ExitCode.Error);
        result.Error.ShouldNotContain("error:");
    }

    [Fact]
    public async Task List_WhenTheReaderLeaves_EndsQuietly()
    {
        using var cli = new TestCli { StandardOutput = new ClosedPipe(1) };
        cli.Region.Items = [Samples.Item(Samples.Id), Samples.Item(Samples.Id)];

        var result = await cli.RunAsync("list");

        result.Code.ShouldBe(ExitCode.Passed);
        result.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_InATerminal_DrawsATableAndTakesItAway()
    {
        using var cli = new TestCli { Terminal = new Terminal { OutputIsTerminal = true, Width = 100, Height = 30 }, Region = FailingRegion() };
        cli.Write("apex.yaml", "version: 1\n");

        var result = await cli.RunAsync("run");

        result.Out.ShouldContain("\e[?25l"); // the cursor hides while the table stands
        result.Out.ShouldContain("\e[?25h");
        result.Out.ShouldContain("api  \e[31mfailed\e[0m  900 ms"); // what did not pass stays
        result.Out.ShouldNotContain("unit  \e[32mpassed\e[0m  12.3 s");
        result.Out.ShouldContain("Failures (3):");
        result.Code.ShouldBe(ExitCode.Error);
    }

    private static TestCli Failing()
    {
        var cli = new TestCli { Region = FailingRegion() };
        cli.Write("apex.yaml", "version: 1\n");
        return cli;
    }

    private static FakeRegion FailingRegion() => new()
    {
        Events = Samples.Events(),
        OnStart = id => new StartReply { Outcome = StartOutcome.Started, Execution = Samples.Failed(id) with { State = ExecutionState.Queued, Verdict = Verdict.None } },
        OnGet = (id, _) => Samples.Failed(id),
    };

    /// <summary>A pipe whose reader leaves after some writes.</summary>
    private sealed class ClosedPipe(int writes) : MemoryStream
    {
        private int _left = writes;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (_left-- <= 0)
            {
                throw new IOException("Broken pipe", BrokenPipeException.Linux);
            }
        }
    }
}
