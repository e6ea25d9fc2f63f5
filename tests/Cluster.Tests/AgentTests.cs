using System.Collections.Concurrent;
using System.Text.Json;
using Apex.Cluster.Tests.Harness;

namespace Apex.Cluster.Tests;

/// <summary>Agents that fail and recover, and status while much runs: one home, one silo.</summary>
public sealed class AgentTests(AgentTests.FaultyHome faulty) : IClassFixture<AgentTests.FaultyHome>
{
    private const int Executions = 20;
    private const int StatusCalls = 50;
    private static readonly string[] Kinds = ["TestOrchestratorAgent", "LayerExecutionAgent", "BackgroundE2EAgent", "ProgressStreamingAgent", "ResourceManagementAgent"];

    private ApexHome Home => faulty.Home;

    [Fact]
    public async Task Agents_AllFailAtStart_TheSiloAnswersRefusesStartsAndRecovers()
    {
        await Home.RunAsync("server", "stop", "--force");
        faulty.Suffer([.. Kinds.Select(kind => $"{kind} start")]);
        Home.Configure(Projects.Single("exit 0"));
        (await Home.RunAsync("server", "start")).ShouldExit(0);

        var status = await UntilAsync("every agent to be in error", status => Agents(status).All(agent => Text(agent, "status") == "error"));
        status.GetProperty("missing").GetArrayLength().ShouldBe(5);
        Agents(status).ShouldAllBe(agent => Text(agent, "last_error")!.Contains("made to fail", StringComparison.Ordinal));
        status.GetProperty("alerts").EnumerateArray().Count(alert => Text(alert, "code") == "agent_down" && Text(alert, "severity") == "critical").ShouldBe(5);
        var refused = (await Home.RunAsync("run")).ShouldExit(7);
        refused.Errors.ShouldContain("0 of 5 kinds of agents work, 3 are needed");
        refused.Errors.ShouldContain("made to fail");

        faulty.Suffer("BackgroundE2EAgent fail", "ProgressStreamingAgent fail", "ResourceManagementAgent fail");
        await UntilAsync("two agents to work again", status => Missing(status).Count() == 3);
        (await Home.RunAsync("run")).ShouldExit(7).Errors.ShouldContain("2 of 5 kinds of agents work, 3 are needed");

        faulty.Suffer();
        await HealthyAsync();
        (await Home.RunAsync("run")).ShouldExit(0);
    }

    [Theory]
    [InlineData("TestOrchestratorAgent", "fail")]
    [InlineData("LayerExecutionAgent", "fail")]
    [InlineData("BackgroundE2EAgent", "hang")]
    [InlineData("ProgressStreamingAgent", "fail")]
    [InlineData("ResourceManagementAgent", "hang")]
    public async Task Agent_FailsWhileWorking_IsSeenTheRestServesAndItRecovers(string agent, string fault)
    {
        Home.Configure(Projects.Single("exit 0"));
        (await Home.RunAsync("server", "start")).ShouldExit(0);
        await HealthyAsync();

        faulty.Suffer($"{agent} {fault}");
        var status = await UntilAsync($"{agent} not to work", status => Missing(status).Any(duty => duty.StartsWith(agent, StringComparison.Ordinal)));
        Agents(status).Where(other => Text(other, "name") != agent).ShouldAllBe(other => Text(other, "status") != "error" && Text(other, "status") != "stale");
        (await Home.RunAsync("list")).ShouldExit(0);
        string? waits = null;
        switch (agent)
        {
            case "TestOrchestratorAgent":
                (await Home.RunAsync("validate")).ShouldExit(7).Errors.ShouldContain("TestOrchestratorAgent");
                (await Home.RunAsync("run")).ShouldExit(7).Errors.ShouldContain("nothing can be planned now");
                break;
            case "LayerExecutionAgent" or "ResourceManagementAgent":
                waits = await Home.DetachAsync();
                await UntilAsync("a category that waits for an agent", status => status.GetProperty("waiting").GetProperty("reasons").TryGetProperty("agent_down", out _));
                break;
            default:
                (await Home.RunAsync("run")).ShouldExit(0);
                break;
        }

        faulty.Suffer();
        await HealthyAsync();
        if (waits is not null)
        {
            (await Home.RunAsync("watch", waits)).ShouldExit(0);
        }
    }

    [Fact]
    public async Task Drain_WhileACommandRuns_ItGoesOnAndNothingNewBegins()
    {
        var gate = Path.Combine(Home.Root, "drain-gate");
        Home.Configure(Projects.Single(Projects.WitnessedUntil(gate)));
        var id = await Home.DetachAsync();
        await ApexHome.UntilAsync(() => Home.WitnessCount("START only") > 0, "the command");

        (await Home.RunAsync("agents", "drain", "--reason", "kernel update")).ShouldExit(0).Output.ShouldContain("draining (kernel update)");
        (await Home.RunAsync("run", "--allow-shared-tree")).ShouldExit(7).Errors.ShouldContain("kernel update");
        await File.WriteAllTextAsync(gate, "", TestContext.Current.CancellationToken);
        (await Home.RunAsync("watch", id)).ShouldExit(0);
        (await Home.RunAsync("agents", "resume")).ShouldExit(0);

        (await Home.RunAsync("run")).ShouldExit(0);
    }

    [Fact]
    public async Task Status_FiftyCallsWhileTwentyExecutionsRun_NoneIsMissingAndTheEndIsAsTheStartersKnow()
    {
        var gate = Path.Combine(Home.Root, "gate");
        Home.Configure(Projects.Single($"until [ -e '{gate}' ]; do sleep 0.05; done; exit $([ -e \"$OUTCOME\" ] && echo 1 || echo 0)"));
        var before = Counted(await StatusAsync());
        var started = new ConcurrentDictionary<string, string>();
        foreach (var passes in new[] { true, false })
        {
            Home.Set("OUTCOME", passes ? "/nowhere" : "/dev/null");
            await Parallel.ForEachAsync(Enumerable.Range(0, Executions / 2), new ParallelOptions { MaxDegreeOfParallelism = 3 }, async (_, _) =>
                started[await Home.DetachAsync("--allow-shared-tree")] = passes ? "passed" : "failed");
        }

        var sums = new ConcurrentQueue<int>();
        var phases = new ConcurrentQueue<int>();
        await Parallel.ForEachAsync(Enumerable.Range(0, StatusCalls), new ParallelOptions { MaxDegreeOfParallelism = 3 }, async (call, _) =>
        {
            if (call == 10)
            {
                await File.WriteAllTextAsync(gate, "", TestContext.Current.CancellationToken);
            }

            var status = await StatusAsync();
            sums.Enqueue(Counted(status) - before);
            phases.Enqueue(status.GetProperty("executions").GetProperty("running").GetInt32());
            (status.GetProperty("queued").GetArrayLength() + status.GetProperty("running").GetArrayLength())
                .ShouldBe(status.GetProperty("executions").GetProperty("queued").GetInt32() + status.GetProperty("executions").GetProperty("running").GetInt32());
        });
        foreach (var id in started.Keys)
        {
            await Home.RunAsync("watch", id, "--progress", "silent");
        }

        sums.ShouldAllBe(sum => sum == Executions);
        phases.Max().ShouldBeGreaterThan(0);
        var recent = (await StatusAsync()).GetProperty("recent").EnumerateArray().ToDictionary(item => Text(item, "id")!, item => Text(item, "verdict")!);
        recent.Where(item => started.ContainsKey(item.Key)).OrderBy(item => item.Key).ShouldBe(started.OrderBy(item => item.Key));
        foreach (var (id, verdict) in started.Take(4))
        {
            var execution = await Home.StatusAsync(id);
            execution.Verdict().ShouldBe(verdict);
            execution.Categories().ShouldHaveSingleItem().Attempts().Length.ShouldBe(1);
        }
    }

    [Fact]
    public async Task ServerStart_WithWrongSettings_SaysAllThatIsWrong()
    {
        await using var home = new ApexHome().Set("APEX_HTTP_PORT", "70000");
        var folder = Directory.CreateDirectory(Path.Combine(home.Home, "config", "silo")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "local.json"), """{ "agents": { "heartbeat_secnds": 1 } }""", TestContext.Current.CancellationToken);

        var result = (await home.RunAsync("server", "start")).ShouldExit(7);

        result.Errors.ShouldContain("ports.http is '70000' (APEX_HTTP_PORT): expected a whole number, 0–65535");
        result.Errors.ShouldContain("is no setting; did you mean 'agents.heartbeat_seconds'?");
    }

    [Fact]
    public async Task ServerStart_WithSettings_AppliesThemOrSaysThatItDidNot()
    {
        await using var home = new ApexHome();

        (await home.RunAsync("server", "start", "--set", "capacity.slots=3")).ShouldExit(0);
        (await home.RunAsync("server", "start", "--set", "capacity.slots=5")).ShouldExit(2).Errors.ShouldContain("--set was not applied");
        (await home.RunAsync("server", "start")).ShouldExit(0);

        await ApexHome.UntilAsync(() => Slots() is [3], "the host with three slots");

        List<int> Slots() => [.. home.RunAsync("status", "-o", "json").GetAwaiter().GetResult().Json().GetProperty("hosts").EnumerateArray().Select(host => host.GetProperty("slots").GetInt32())];
    }

    private static int Counted(JsonElement status) => status.GetProperty("executions").EnumerateObject().Sum(number => number.Value.GetInt32());

    private static List<JsonElement> Agents(JsonElement status) => [.. status.GetProperty("agents").EnumerateArray()];

    private static IEnumerable<string> Missing(JsonElement status) => status.GetProperty("missing").EnumerateArray().Select(duty => duty.GetString()!);

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private Task<JsonElement> HealthyAsync() =>
        UntilAsync("five healthy agents", status => Agents(status).Count(agent => Text(agent, "status") == "healthy") == 5);

    private async Task<JsonElement> StatusAsync() => (await Home.RunAsync("status", "-o", "json")).ShouldExit(0).Json();

    private async Task<JsonElement> UntilAsync(string what, Func<JsonElement, bool> fact)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (true)
        {
            var status = await StatusAsync();
            if (fact(status))
            {
                return status;
            }

            patience.IsCancellationRequested.ShouldBeFalse($"waited for {what}; last: {status}");
        }
    }

    /// <summary>A home whose agents suffer what a file says, with short heartbeats.</summary>
    public sealed class FaultyHome : IAsyncDisposable
    {
        public FaultyHome() => Home
            .Set("APEX_SLOTS", "4")
            .Set("APEX_AGENT_HEARTBEAT_SECONDS", "1")
            .Set("APEX_AGENT_STALE_SECONDS", "4")
            .Set("APEX_AGENT_START_TIMEOUT_SECONDS", "10")
            .Set("APEX_TEST_AGENT_FAULTS", File);

        public ApexHome Home { get; } = new();

        private string File => Path.Combine(Home.Root, "faults");

        public void Suffer(params string[] lines)
        {
            System.IO.File.WriteAllLines($"{File}.new", lines);
            System.IO.File.Move($"{File}.new", File, overwrite: true);
        }

        public ValueTask DisposeAsync() => Home.DisposeAsync();
    }
}
