using System.Net;
using Apex.Agents;
using Apex.Client.Tests.Fixtures;
using Apex.Configuration;
using Apex.Executions;
using Apex.Planning;
using Apex.Resources;

namespace Apex.Client.Tests;

/// <summary>status without an id, and agents.</summary>
public sealed class RegionTests
{
    private const string Other = "01930000-0000-7000-8000-000000000002";
    private const string Third = "01930000-0000-7000-8000-000000000003";

    [Fact]
    public async Task Status_WithoutAnId_ShowsTheRegion()
    {
        using var cli = Region();

        var text = await cli.RunAsync("status");
        var json = await cli.RunAsync("status", "-o", "json");

        text.Code.ShouldBe(0);
        Golden.Check("status-region.txt", text.Out);
        Golden.Check("status-region.json", json.Out);
    }

    [Fact]
    public async Task Agents_ShowsEachWithItsFigures()
    {
        using var cli = Region();

        var text = await cli.RunAsync("agents");
        var json = await cli.RunAsync("agents", "-o", "json");

        Golden.Check("agents.txt", text.Out);
        Golden.Check("agents.json", json.Out);
    }

    [Theory]
    [InlineData(null, "degraded")]
    [InlineData("Broken", "healthy")]
    public async Task Head_OnlyAnExtensionFails_IsHealthy(string? extension, string health)
    {
        using var cli = new TestCli();
        cli.Region.Agents = [new AgentSnapshot { Name = "Broken", Silo = "S1", Status = AgentStatus.Error, Extension = extension }];
        cli.Region.Snapshot = cli.Region.Snapshot with { Agents = cli.Region.Agents };

        (await cli.RunAsync("status")).Lines[0].ShouldContain(health);
        (await cli.RunAsync("agents")).Lines[0].ShouldContain(health);
    }

    [Fact]
    public async Task AgentsDrain_ThenResume_TellsTheRegionAndShowsIt()
    {
        using var cli = new TestCli();

        var drained = await cli.RunAsync("agents", "drain", "--reason", "kernel update");
        var resumed = await cli.RunAsync("agents", "resume");

        cli.Region.Drains.ShouldBe([(true, "kernel update"), (false, null)]);
        drained.Out.ShouldContain("draining (kernel update)");
        resumed.Out.ShouldNotContain("draining");
    }

    [Theory]
    [InlineData("drain")]
    [InlineData("resume")]
    public async Task AgentsDrainAndResume_Quiet_SayNothingUnlessADocumentIsAskedFor(string verb)
    {
        using var cli = new TestCli();

        var text = await cli.RunAsync("agents", verb, "-q");
        var json = await cli.RunAsync("agents", verb, "-q", "-o", "json");

        (text.Code, text.Out, text.Error).ShouldBe((ExitCode.Passed, "", ""));
        json.Out.ShouldContain("\"draining\"");
        cli.Region.Drains.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Agents_AnUnknownVerb_Exits2() => (await new TestCli().RunAsync("agents", "drian")).Code.ShouldBe(ExitCode.Refused);

    [Theory]
    [InlineData("plan")]
    [InlineData("validate")]
    [InlineData("layers")]
    public async Task Plan_NothingCanBePlannedNow_SaysWhyAndExits7(string verb)
    {
        using var cli = new TestCli();
        cli.Write("apex.yaml", "version: 1\n");
        const string why = "TestOrchestratorAgent is in error: out of memory";
        cli.Region.OnPlan = _ => new PlanReply { Unavailable = why };
        cli.Region.OnDescribe = _ => new ConfigurationReply { Unavailable = why };

        var result = await cli.RunAsync(verb);

        result.Code.ShouldBe(7);
        result.Error.ShouldContain(why);
    }

    private static TestCli Region()
    {
        var cli = new TestCli();
        cli.Region.Agents =
        [
            new AgentSnapshot { Name = "LayerExecutionAgent", Silo = "S1", Status = AgentStatus.Error, LastHeartbeat = Samples.Start, ErrorCount = 2, LastError = "disk\nfull", Figures = new() { ["held"] = 3 } },
            new AgentSnapshot { Name = "ResourceManagementAgent", Silo = "S1", Status = AgentStatus.Healthy, LastHeartbeat = Samples.Start },
            new AgentSnapshot { Name = "DiskSpaceAgent", Silo = "S1", Status = AgentStatus.Healthy, LastHeartbeat = Samples.Start, Figures = new() { ["free_mb"] = 7 }, Extension = "Apex.Example" },
            new AgentSnapshot { Name = "Broken", Silo = "S1", Status = AgentStatus.Error, ErrorCount = 1, LastError = "extension not loaded: no assembly", Extension = "Broken" },
        ];
        cli.Region.Snapshot = new RegionSnapshot
        {
            Region = "local",
            Draining = true,
            DrainReason = "kernel update",
            DrainingSince = Samples.Start,
            Silos = [new SiloSnapshot { Silo = "S1", Status = "active" }],
            MinimumRequiredAgents = 3,
            Missing = ["LayerExecutionAgent does not work: its host starts no commands, and what ends there is recorded when it is back"],
            WhyNoStart = "the region drains (kernel update): what runs goes on, nothing new begins until 'apex agents resume'",
            Alerts = [new Alert { Code = "agent_down", Severity = AlertSeverity.Critical, Message = "LayerExecutionAgent of S1 does not work", Since = Samples.Start, Agent = "LayerExecutionAgent" }],
        };
        cli.Region.Hosts = new SchedulerSnapshot
        {
            Hosts =
            [
                new HostReport
                {
                    Host = "host-a",
                    Silo = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 4711), 1),
                    Slots = 4,
                    SlotsUsed = 2,
                    MemoryMb = 8000,
                    MemoryReservedMb = 256,
                    CpuPercent = 400,
                    CpuReservedPercent = 20,
                    Holds = ["a", "b", "c"],
                    Load = new HostLoad { CpuPercent = 95, OthersCpuPercent = 85, MemoryPercent = 50, Pressure = "warning" },
                },
            ],
            Waiting = [new WaitingCategory { CategoryKey = "x/y/z", Reason = "capacity" }, new WaitingCategory { CategoryKey = "x/y/w", Reason = "agent_down" }],
            WaitingTotal = 2,
        };
        cli.Region.Alerts = [new Alert { Code = "execution_failed", Severity = AlertSeverity.High, Message = "shop fast_feedback (test, main) failed", Since = Samples.Start, Execution = Other }];
        cli.Region.Items =
        [
            Samples.Item(Third, Verdict.None, ExecutionState.Queued) with { StartedAt = null },
            Samples.Item(Samples.Id, Verdict.None, ExecutionState.ExecutingLayers) with { Progress = new ExecutionProgress { Done = 3, Total = 9, Layers = ["fast"] } },
            Samples.Item(Other, Verdict.Failed),
        ];
        return cli;
    }
}
