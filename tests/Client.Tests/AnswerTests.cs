using System.Text;
using System.Text.Json;
using Apex.Agents;
using Apex.Categories;
using Apex.Client.Tests.Fixtures;
using Apex.Executions;
using Apex.Layers;
using Apex.Services;

namespace Apex.Client.Tests;

/// <summary>Verbs that ask and print: status, list, logs, cancel, version, server.</summary>
public sealed class AnswerTests
{
    private const string Other = "01930000-0000-7000-8000-000000000002";

    [Fact]
    public async Task Status_WithJson_IsTheDocument()
    {
        using var cli = new TestCli();
        cli.Region.OnGet = (id, _) => Samples.Failed(id);

        var result = await cli.RunAsync("status", Samples.Id, "-o", "json");

        result.Code.ShouldBe(ExitCode.Passed);
        Golden.Check("status.json", result.Out);
    }

    [Fact]
    public async Task Status_AsText_ShowsLayersCategoriesFailuresAndTheVerdictLast()
    {
        using var cli = new TestCli();
        cli.Region.OnGet = (id, _) => Samples.Failed(id);

        var result = await cli.RunAsync("status", Samples.Id);

        Golden.Check("status.txt", result.Out);
    }

    [Fact]
    public async Task Status_OfAttemptsWithWarnings_SaysEachOnceAfterThoseOfThePlan()
    {
        using var cli = new TestCli();
        var same = new Warning { Code = "limit_not_enforced", Message = "limits.cpu_percent cannot be enforced" };
        cli.Region.OnGet = (id, _) =>
        {
            var execution = Samples.Failed(id);
            var attempts = execution.Layers.SelectMany(layer => layer.Categories).SelectMany(category => category.Attempts).Where(attempt => attempt.Report is not null).ToList();
            attempts.Count.ShouldBeGreaterThan(1);
            attempts.ForEach(attempt => attempt.Report!.Warnings.Add(same));
            return execution with { Warnings = [new Warning { Code = "of_the_plan", Message = "first" }] };
        };

        var json = await cli.RunAsync("status", Samples.Id, "-o", "json");
        var text = await cli.RunAsync("status", Samples.Id);

        JsonDocument.Parse(json.Out).RootElement.GetProperty("warnings").EnumerateArray().Select(warning => warning.GetProperty("code").GetString()).ShouldBe(["of_the_plan", same.Code]);
        text.Out.Split(same.Message).Length.ShouldBe(2);
    }

    [Fact]
    public async Task Status_OfManyPages_HasAllCategories()
    {
        using var cli = new TestCli();
        LayerSnapshot Page(int first) => Samples.Layer("unit", Verdict.Passed, [.. Enumerable.Range(first, 3).Select(n => Samples.Category($"c{n}", Verdict.Passed, null))]);
        cli.Region.OnGet = (id, query) => query.After switch
        {
            null => Samples.Passed(id) with { Layers = [Page(0), Samples.Layer("core", Verdict.Passed)], NextPage = "1" },
            "1" => Samples.Passed(id) with { Layers = [Page(3)], NextPage = "2" },
            _ => Samples.Passed(id) with { Layers = [Page(6), Samples.Layer("core", Verdict.Passed, Samples.Category("z", Verdict.Passed, null))] },
        };

        var result = await cli.RunAsync("status", Samples.Id, "-o", "json");

        var layers = System.Text.Json.JsonDocument.Parse(result.Out).RootElement.GetProperty("layers").EnumerateArray().ToList();
        layers.Select(layer => layer.GetProperty("name").GetString()).ShouldBe(["unit", "core"]);
        layers[0].GetProperty("categories").EnumerateArray().Select(category => category.GetProperty("name").GetString()).ShouldBe(Enumerable.Range(0, 9).Select(n => $"c{n}"));
        layers[1].GetProperty("categories").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task Status_OfAnUnknownId_Exits2()
    {
        using var cli = new TestCli();
        cli.Region.OnGet = (_, _) => null;

        var result = await cli.RunAsync("status", Samples.Id, "-o", "json");

        result.Code.ShouldBe(ExitCode.Refused);
        result.Error.ShouldContain("\"not_found\"");
    }

    [Theory]
    [InlineData("latest", Samples.Id)]
    [InlineData("last", Samples.Id)]
    [InlineData("01930000-0000-7000-8000-000000000002", Other)]
    public async Task Status_ByAName_FindsTheExecution(string name, string id)
    {
        using var cli = new TestCli();
        cli.Region.Items = [Samples.Item(Samples.Id), Samples.Item(Other)];

        (await cli.RunAsync("status", name)).Out.ShouldContain(id);
    }

    [Theory]
    [InlineData("0193", "2 executions begin with 0193")]
    [InlineData("abcd", "no execution has an id that begins with abcd")]
    [InlineData("01", "is not an execution id")]
    [InlineData("../..", "is not an execution id")]
    public async Task Status_ByABadName_SaysWhy(string name, string message)
    {
        using var cli = new TestCli();
        cli.Region.Items = [Samples.Item(Samples.Id), Samples.Item(Other)];

        var result = await cli.RunAsync("status", name);

        result.Code.ShouldBe(ExitCode.Refused);
        result.Error.ShouldContain(message);
    }

    [Fact]
    public async Task List_InAllFormats_ShowsTheExecutions()
    {
        using var cli = new TestCli();
        cli.Region.Items = [Samples.Item(Samples.Id, Verdict.None, ExecutionState.ExecutingLayers), Samples.Item(Other, Verdict.TimedOut)];

        Golden.Check("list.txt", (await cli.RunAsync("list")).Out);
        Golden.Check("list.json", (await cli.RunAsync("list", "-o", "json")).Out);
        (await cli.RunAsync("list", "-o", "jsonl")).Lines.Length.ShouldBe(2);
        (await cli.RunAsync("list", "--running", "--limit", "7", "--project", "shop")).Lines.Length.ShouldBe(2);
        cli.Region.Lists[^1].ShouldBe(new ExecutionListQuery { Limit = 7, Project = "shop", LiveOnly = true });
    }

    [Fact]
    public async Task List_WithoutExecutions_SaysSoOnStderr()
    {
        using var cli = new TestCli();

        var result = await cli.RunAsync("list");

        result.Out.ShouldBeEmpty();
        result.Error.ShouldContain("no executions yet");
    }

    [Fact]
    public async Task Logs_OfTheOnlyCategory_AreItsBytes()
    {
        using var cli = new TestCli();
        byte[] log = [0xFF, 0x00, (byte)'a', 0x1B, (byte)'\n', 0xC3];
        cli.Region.OnLog = query => new LogPiece { Exists = true, Bytes = log[(int)query.Offset..Math.Min(log.Length, (int)query.Offset + 2)], NextOffset = Math.Min(log.Length, query.Offset + 2), End = query.Offset >= log.Length };

        var result = await cli.RunAsync("logs", Samples.Id);

        result.Bytes.ShouldBe(log);
        cli.Region.LogReads[0].Host.ShouldBe("host-a");
        cli.Region.LogReads[0].Query.Id.ToString().ShouldBe($"{Samples.Id}/unit/unit#1");
    }

    [Fact]
    public async Task Logs_AsJson_AreOneDocumentOrAnObjectALine()
    {
        using var cli = new TestCli();
        var log = Encoding.UTF8.GetBytes("first \u00fc\n\n\u001b[31mthird\nno end");
        cli.Region.OnLog = query => new LogPiece { Exists = true, Bytes = log[(int)query.Offset..Math.Min(log.Length, (int)query.Offset + 7)], NextOffset = Math.Min(log.Length, query.Offset + 7), End = query.Offset >= log.Length };

        var document = await cli.RunAsync("logs", Samples.Id, "-o", "json");
        var lines = await cli.RunAsync("logs", Samples.Id, "-o", "jsonl");

        Golden.Check("logs.json", document.Out);
        lines.Lines.ShouldBe([
            """{"offset":0,"line":"first ü"}""", """{"offset":9,"line":""}""", """{"offset":10,"line":"\u001B[31mthird"}""", """{"offset":21,"line":"no end"}"""]);
    }

    [Fact]
    public async Task Logs_OfAnAttempt_ComeFromItsHost()
    {
        using var cli = new TestCli();
        cli.Region.OnGet = (id, _) => Samples.Failed(id);

        var result = await cli.RunAsync("logs", Samples.Id, "core/api", "--attempt", "1");

        cli.Region.LogReads.ShouldHaveSingleItem().Host.ShouldBe("host-b");
        result.Error.ShouldContain("host-b does not keep the log of attempt 1 any more");
    }

    [Theory]
    [InlineData(0L, "it printed nothing\n")]
    [InlineData(null, "it has printed nothing so far; --follow waits for it\n")]
    public async Task Logs_OfASilentAttempt_SaysSo(long? bytes, string expected)
    {
        using var cli = new TestCli();
        var attempt = Samples.Attempt(1, Verdict.Passed, FailureClass.None);
        attempt = attempt with { Report = bytes is { } count ? attempt.Report! with { LogBytes = count } : null };
        cli.Region.OnGet = (id, _) => Samples.Failed(id) with { Layers = [Samples.Layer("core", Verdict.Passed, Samples.Category("api", Verdict.Passed, null) with { Attempts = [attempt] })] };

        var result = await cli.RunAsync("logs", Samples.Id, "core/api", "--attempt", "1");

        result.Out.ShouldBeEmpty();
        result.Error.ShouldBe(expected);
    }

    [Fact]
    public async Task Logs_Followed_WaitForTheEnd()
    {
        using var cli = new TestCli();
        var reads = 0;
        cli.Region.OnLog = query => ++reads switch
        {
            1 => new LogPiece { Exists = false },
            2 => new LogPiece { Exists = true, Bytes = Encoding.UTF8.GetBytes("one\n"), NextOffset = 4 },
            3 => new LogPiece { Exists = true, NextOffset = 4 },
            4 => new LogPiece { Exists = true, Bytes = Encoding.UTF8.GetBytes("two\n"), NextOffset = 8, End = true },
            _ => new LogPiece { Exists = true, NextOffset = 8, End = true },
        };

        (await cli.RunAsync("logs", Samples.Id, "--follow")).Out.ShouldBe("one\ntwo\n");
    }

    [Theory]
    [InlineData("", "has 4 categories: which one?")]
    [InlineData("apy", "has no category 'apy' — did you mean 'api'?")]
    [InlineData("ui", "ui was skipped: stopped by fail_fast of core")]
    [InlineData("api --attempt 9", "api has no attempt 9: it has 1, 2")]
    public async Task Logs_OfAnUnclearCategory_SayWhatThereIs(string rest, string message)
    {
        using var cli = new TestCli();
        cli.Region.OnGet = (id, _) => Samples.Failed(id);

        var result = await cli.RunAsync(["logs", Samples.Id, .. rest.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        result.Code.ShouldBe(ExitCode.Refused);
        result.Error.ShouldContain(message);
    }

    [Fact]
    public async Task Logs_OfAService_AreThoseOfItsLastStart()
    {
        using var cli = new TestCli();
        cli.Region.OnGet = (id, _) => WithService(id, ServicePhase.Stopped, new AttemptId("svc-pool", "services", "redis", 3));
        cli.Region.OnLog = query => query.Offset == 0
            ? new LogPiece { Exists = true, Bytes = Encoding.UTF8.GetBytes("ready\n"), NextOffset = 6 }
            : new LogPiece { Exists = true, NextOffset = 6, End = true };

        (await cli.RunAsync("logs", Samples.Id, "redis")).Out.ShouldBe("ready\n");
        (await cli.RunAsync("logs", Samples.Id, "redis", "--attempt", "2")).Code.ShouldBe(ExitCode.Passed);

        cli.Region.LogReads.Select(read => (read.Host, read.Query.Id.ToString())).Distinct().ShouldBe([("host-s", "svc-pool/services/redis#3"), ("host-s", "svc-pool/services/redis#2")]);
    }

    [Fact]
    public async Task Logs_OfAServiceFollowed_WaitForItsStartAndItsEnd()
    {
        using var cli = new TestCli();
        var (asked, start) = (0, new AttemptId("svc-pool", "services", "redis", 1));
        cli.Region.OnGet = (id, _) => ++asked switch
        {
            1 => WithService(id, ServicePhase.Waiting, null),
            2 or 3 => WithService(id, ServicePhase.Healthy, start),
            _ => WithService(id, ServicePhase.Stopped, start),
        };
        cli.Region.OnLog = query =>
        {
            var piece = Encoding.UTF8.GetBytes(asked == 4 ? "up\ndown\n" : "up\n")[(int)query.Offset..]; // it prints while it ends
            return new LogPiece { Exists = true, Bytes = piece, NextOffset = query.Offset + piece.Length, End = true };
        };

        (await cli.RunAsync("logs", Samples.Id, "redis", "--follow")).Out.ShouldBe("up\ndown\n");
    }

    [Fact]
    public async Task Logs_CategoryAndServiceOfOneName_AreTheCategorys()
    {
        using var cli = new TestCli();
        cli.Region.OnGet = (id, _) => Samples.Failed(id); // has a category db and a service db

        await cli.RunAsync("logs", Samples.Id, "db");

        cli.Region.LogReads.ShouldHaveSingleItem().Query.Id.ToString().ShouldBe($"{Samples.Id}/core/db#1");
    }

    [Theory]
    [InlineData(ServicePhase.Waiting, "redis", "service redis has not started (waiting); --follow waits for it")]
    [InlineData(ServicePhase.Healthy, "redis", "service redis was not started by Apex: what it prints is not kept")]
    [InlineData(ServicePhase.Healthy, "rediss", "has no category 'rediss' — did you mean 'redis'?")]
    public async Task Logs_OfAServiceWithoutAny_SayWhy(ServicePhase phase, string name, string message)
    {
        using var cli = new TestCli();
        cli.Region.OnGet = (id, _) => WithService(id, phase, null);

        var result = await cli.RunAsync("logs", Samples.Id, name);

        result.Code.ShouldBe(ExitCode.Refused);
        result.Error.ShouldContain(message);
    }

    [Fact]
    public async Task Cancel_WithAReason_SendsItAndAnswers()
    {
        using var cli = new TestCli();

        var result = await cli.RunAsync("cancel", Samples.Id, "--reason", "wrong branch");

        result.Code.ShouldBe(ExitCode.Passed);
        cli.Region.Cancels.ShouldHaveSingleItem().ShouldBe((Samples.Id, "wrong branch"));
        result.Out.ShouldBe($"{Samples.Id} is cancelled\n");
    }

    [Fact]
    public async Task Cancel_OfWhatHasEnded_SaysWhatItCameTo()
    {
        using var cli = new TestCli();
        cli.Region.OnCancel = id => Samples.Passed(id);

        (await cli.RunAsync("cancel", Samples.Id)).Out.ShouldBe($"{Samples.Id} had ended before: passed\n");
    }

    [Fact]
    public async Task Version_NamesTheBuild()
    {
        using var cli = new TestCli();

        (await cli.RunAsync("version")).Out.ShouldMatch(@"^apex 0\.\d+\.\d+.* \(silo build abc123abc123\)\n$");
        (await cli.RunAsync("--version")).Out.ShouldStartWith("apex 0.");
        (await cli.RunAsync("version", "-o", "json")).Out.ShouldContain("\"silo_build\": \"abc123abc123\"");
    }

    [Fact]
    public async Task ServerStatus_NeverStartsAnything()
    {
        using var cli = new TestCli();

        var stopped = await cli.RunAsync("server", "status");
        cli.Silo.Current = FakeLocalSilo.RunningStatus;
        var running = await cli.RunAsync("server", "status");

        stopped.Code.ShouldBe(ExitCode.Passed);
        stopped.Out.ShouldContain("not running");
        running.Out.ShouldContain("process 41, for 3 min 00 s");
        Golden.Check("server-status.json", (await cli.RunAsync("server", "status", "-o", "json")).Out);
        cli.Silo.Ensured.ShouldBe(0);
        cli.Region.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task ServerStart_MakesSureThatItRuns()
    {
        using var cli = new TestCli();

        (await cli.RunAsync("server", "start")).Out.ShouldBe("the local silo runs (process 41, build abc123abc123)\n");
        cli.Silo.Ensured.ShouldBe(1);
        cli.Silo.Settings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("--set a.b=1 --set c=x=y", ExitCode.Passed, "a.b=1 c=x=y")]
    [InlineData("--set a.b", ExitCode.Refused, "")]
    [InlineData("--set =1", ExitCode.Refused, "")]
    public async Task ServerStart_WithSettings_HandsThemOn(string rest, int code, string settings)
    {
        using var cli = new TestCli();

        (await cli.RunAsync(["server", "start", .. rest.Split(' ')])).Code.ShouldBe(code);

        string.Join(' ', cli.Silo.Settings).ShouldBe(settings);
    }

    [Fact]
    public async Task ServerStop_WhileExecutionsRun_ListsThemAndExits2()
    {
        using var cli = new TestCli();
        cli.Silo.Current = FakeLocalSilo.RunningStatus;
        cli.Region.Items = [Samples.Item(Samples.Id, Verdict.None, ExecutionState.ExecutingLayers)];

        var refused = await cli.RunAsync("server", "stop");
        var forced = await cli.RunAsync("server", "stop", "--force");

        refused.Code.ShouldBe(ExitCode.Refused);
        refused.Error.ShouldContain("1 execution runs: nothing was stopped");
        refused.Error.ShouldContain(Samples.Id);
        forced.Code.ShouldBe(ExitCode.Passed);
        cli.Silo.Stops.ShouldBe([true]);
    }

    [Fact]
    public async Task ServerStop_OfNothing_IsFine()
    {
        using var cli = new TestCli();

        (await cli.RunAsync("server", "stop")).Code.ShouldBe(ExitCode.Passed);
        cli.Silo.Stops.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("start")]
    [InlineData("stop")]
    [InlineData("status")]
    public async Task Server_OfAnotherMachine_IsRefused(string verb)
    {
        using var cli = new TestCli();

        (await cli.RunAsync("server", verb, "--server", "ci:1")).Code.ShouldBe(ExitCode.Refused);
    }

    private static ExecutionSnapshot WithService(string id, ServicePhase phase, AttemptId? log) => Samples.Passed(id) with
    {
        State = ExecutionState.ExecutingLayers,
        Services = [new ServiceFact { Name = "redis", Phase = phase, Host = "host-s", Started = log is not null, Log = log }],
    };
}
