using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Apex.Agents;
using Apex.Categories;
using Apex.Persistence;
using Apex.Planning;
using Apex.Runner;
using Apex.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Apex.Services;

/// <summary>Real services, by a real runner in this process.</summary>
public sealed class ServiceKeeperTests : IAsyncLifetime
{
    private const string ProjectFolder = "/some/project";
    private const string Listener = """
        import socket, sys, time
        s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        s.bind(("127.0.0.1", int(sys.argv[1]))); s.listen(50)
        print("listening", flush=True)
        while True:
            c, _ = s.accept(); c.close()
        """;

    private static readonly string Pool = ServiceKeys.Pool("host", ProjectFolder);

    private readonly RunnerHarness _runner = new();
    private readonly Pools _pools = new();
    private readonly PlanOf _plans = new();
    private readonly FollowedAttempts _followed = new();
    private readonly int _port = LoopbackPort.Free();
    private readonly ConcurrentDictionary<AttemptId, AttemptEnd> _ended = new();
    private ServiceKeeper _keeper = null!;
    private Task _events = Task.CompletedTask;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        File.WriteAllText(_runner.FileFor("listener.py"), Listener);
        NewKeeper();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _keeper.Dispose();
        _runner.Dispose();
        await _events;
    }

    [Fact]
    public async Task Up_StartInTheForeground_IsHealthyAndDownEndsIt()
    {
        var service = Started(Python);

        await OrderAsync(service, up: true);
        (await ReportAsync(ServicePhase.Healthy)).Started.ShouldBeTrue();
        Accepts().ShouldBeTrue();

        await OrderAsync(service, up: false);
        (await ReportAsync(ServicePhase.Stopped)).Started.ShouldBeTrue();
        Accepts().ShouldBeFalse();
        await NothingHeldAsync();
    }

    [Fact]
    public async Task Output_OfAStart_IsKeptUnderTheNameThatThePoolTells()
    {
        await OrderAsync(Started("echo no such database; exit 3"), up: true);
        await ReportAsync(ServicePhase.Failed);

        var log = ServiceKeys.StartOf(ServiceKeys.PoolOf(ProjectFolder), "db", 1);
        var piece = new AttemptLogs(_followed, _runner.Link).Read(new LogQuery { Id = log });

        (System.Text.Encoding.UTF8.GetString(piece.Bytes), piece.End).ShouldBe(("no such database\n", true));
    }

    [Fact]
    public async Task Up_StartThatLeavesADaemon_IsKeptUntilItIsStopped()
    {
        var service = Started($"setsid {Python} >/dev/null 2>&1 </dev/null & exit 0");

        await OrderAsync(service, up: true);
        (await ReportAsync(ServicePhase.Healthy)).Started.ShouldBeTrue();
        (await _runner.Link.InventoryAsync(Token)).ShouldHaveSingleItem().State.ShouldBe(HeldState.Running);
        Accepts().ShouldBeTrue();

        await OrderAsync(service, up: false);
        await ReportAsync(ServicePhase.Stopped);
        Accepts().ShouldBeFalse();
        await NothingHeldAsync();
    }

    [Fact]
    public async Task Up_ItIsThereAlready_IsUsedAndNeverStopped()
    {
        using var own = new TcpListener(IPAddress.Loopback, _port);
        own.Start();
        var service = Started("touch was-started; exit 1");

        await OrderAsync(service, up: true);
        (await ReportAsync(ServicePhase.Healthy)).Started.ShouldBeFalse();
        await OrderAsync(service, up: false);
        (await ReportAsync(ServicePhase.Stopped)).Started.ShouldBeFalse();

        Accepts().ShouldBeTrue();
        File.Exists(_runner.FileFor("was-started")).ShouldBeFalse();
    }

    [Fact]
    public async Task Up_StartExitsWithAnError_FailsAtOnceWithItsOutput()
    {
        await OrderAsync(Started("echo no such database; exit 3") with { StartupTimeoutMs = 600_000 }, up: true);

        (await ReportAsync(ServicePhase.Failed)).Reason.ShouldBe("its start command exited with 3\nit printed:\nno such database");
        await NothingHeldAsync();
    }

    [Fact]
    public async Task Up_StartNeverBecomesHealthy_FailsAndNothingOfItIsLeft()
    {
        await OrderAsync(Started("echo warming up; sleep 600") with { StartupTimeoutMs = 700 }, up: true);

        var report = await ReportAsync(ServicePhase.Failed);

        report.Reason!.ShouldStartWith($"nothing accepts a connection at 127.0.0.1:{_port}");
        report.Reason!.ShouldContain("it had 0.7 s to come up");
        report.Reason!.ShouldEndWith("it printed:\nwarming up");
        await NothingHeldAsync();
    }

    [Fact]
    public async Task Up_NoStartAndNothingThere_FailsAfterItsTime()
    {
        await OrderAsync(Service() with { StartupTimeoutMs = 300 }, up: true);

        (await ReportAsync(ServicePhase.Failed)).Started.ShouldBeFalse();
    }

    [Fact]
    public async Task Watch_ItsProcessEnds_IsUnhealthyAndHealthyWhenItIsBack()
    {
        var service = Started($"echo $$ >pid; exec {Python}");
        await OrderAsync(service, up: true);
        await ReportAsync(ServicePhase.Healthy);

        Runner.Native.ChildProcess.Signal(int.Parse(await RunnerHarness.LineOfAsync(_runner.FileFor("pid"))), 9);
        (await ReportAsync(ServicePhase.Unhealthy)).Reason!.ShouldEndWith("; its process was ended by SIGKILL\nit printed:\nlistening");

        using var own = new TcpListener(IPAddress.Loopback, _port);
        own.Start();
        await ReportAsync(ServicePhase.Healthy, after: 2);
    }

    [Fact]
    public async Task Watch_ItDies_WhatWaitsForASlotIsTakenBackAndWhatRunsGoesOn()
    {
        var service = Started($"echo $$ >pid; exec {Python}");
        await OrderAsync(service, up: true);
        await ReportAsync(ServicePhase.Healthy);
        AttemptSpec[] specs = [.. Enumerable.Range(0, 3).Select(_ => _runner.Shell("until [ -e gate ]; do sleep 0.05; done"))];
        foreach (var spec in specs)
        {
            _followed.Add(new FollowedAttempt(spec.Id, 1, "plan", new CategoryPlan { Name = "x", Command = [], WorkingDirectory = "/", Services = ["db"] }, ProjectFolder));
        }

        await _runner.Link.PlaceAsync(specs, Token); // on two slots
        await UntilAsync(() => Held(HeldState.Running) == 3, "two commands and the service");

        Runner.Native.ChildProcess.Signal(int.Parse(await RunnerHarness.LineOfAsync(_runner.FileFor("pid"))), 9);
        await ReportAsync(ServicePhase.Unhealthy);

        await UntilAsync(() => _ended.ContainsKey(specs[2].Id), "the one that waited");
        _ended[specs[2].Id].ShouldSatisfyAllConditions(end => end.Cause.ShouldBe(EndCause.Lost), end => end.Reason!.ShouldStartWith("service 'db' went down before it started"));
        Held(HeldState.Running).ShouldBe(2);
        await File.WriteAllTextAsync(_runner.FileFor("gate"), "", Token);
        await UntilAsync(() => _ended.Count == 3, "the two that ran");
        _ended[specs[0].Id].ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Up_ProbeByCommandAndStopByCommand_BothHaveTheCallersEnvironment()
    {
        _runner.Core.PutContext(new ExecutionContextSpec { Execution = "exec", Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin", ["TOKEN"] = "open" } });
        var service = Service() with
        {
            Tcp = null,
            Command = ["sh", "-c", "test -e up.$TOKEN || { echo not there; exit 1; }"],
            Start = ["sh", "-c", "touch up.$TOKEN"],
            Stop = ["sh", "-c", "rm up.$TOKEN; echo stopped >>stops"],
        };

        await OrderAsync(service, up: true);
        (await ReportAsync(ServicePhase.Healthy)).Started.ShouldBeTrue();
        _runner.Core.DropContext("exec"); // whoever started it has ended; the service has not
        await OrderAsync(service, up: false);
        (await ReportAsync(ServicePhase.Stopped)).Started.ShouldBeTrue();

        File.Exists(_runner.FileFor("up.open")).ShouldBeFalse();
        File.ReadAllLines(_runner.FileFor("stops")).ShouldHaveSingleItem();
        await NothingHeldAsync();
    }

    [Fact]
    public async Task Keep_ANewSilo_AdoptsWhatRunsAndStillStopsIt()
    {
        var service = Started($"echo start >>starts; exec {Python}");
        await OrderAsync(service, up: true);
        await ReportAsync(ServicePhase.Healthy);

        _keeper.Dispose();
        NewKeeper();
        await OrderAsync(service, up: true);
        (await ReportAsync(ServicePhase.Healthy, after: 1)).Started.ShouldBeTrue();
        await OrderAsync(service, up: false);
        await ReportAsync(ServicePhase.Stopped);

        File.ReadAllLines(_runner.FileFor("starts")).ShouldHaveSingleItem();
        Accepts().ShouldBeFalse();
    }

    [Fact]
    public async Task Keep_TheRunnerDied_AsksForANewNumber()
    {
        var service = Started(Python);
        await OrderAsync(service, up: true);
        await ReportAsync(ServicePhase.Healthy);

        _runner.Crash();
        Accepts().ShouldBeFalse(); // the next runner swept it
        _keeper.Dispose();
        NewKeeper();
        await OrderAsync(service, up: true);
        await ReportAsync(ServicePhase.Starting);
        await OrderAsync(service, up: true, number: 2);
        await ReportAsync(ServicePhase.Healthy, after: 1);

        await OrderAsync(service, up: false, number: 2);
        await ReportAsync(ServicePhase.Stopped);
    }

    [Fact]
    public async Task Connected_PoolsKnowNothingOfIt_IsStopped()
    {
        await OrderAsync(Started(Python), up: true);
        await ReportAsync(ServicePhase.Healthy);

        _keeper.Dispose();
        NewKeeper(connected: true);

        await UntilAsync(() => !Accepts(), "the end of what nobody wants");
        await NothingHeldAsync();
    }

    private string Python => $"python3 listener.py {_port}";

    private ServicePlan Service() => new() { Name = "db", Tcp = $"127.0.0.1:{_port}", WorkingDirectory = _runner.Root };

    private ServicePlan Started(string script) => Service() with { Start = ["sh", "-c", script] };

    private void NewKeeper(bool connected = false)
    {
        var times = new ServiceTimes { HealthInterval = TimeSpan.FromMilliseconds(200), LongestPause = TimeSpan.FromMilliseconds(100), TellAgain = TimeSpan.FromMilliseconds(50) };
        var (keeper, link) = (new ServiceKeeper(_runner.Link, _followed, _plans, _pools, times, TimeProvider.System, NullLogger<ServiceKeeper>.Instance), _runner.Link);
        _keeper = keeper;
        if (connected)
        {
            keeper.Take(new RunnerConnected(_runner.Core.Identity with { HostId = "host" }));
        }

        var before = _events;
        _events = Task.Run(async () =>
        {
            await foreach (var told in link.Events.ReadAllAsync(CancellationToken.None))
            {
                if (told is not RunnerConnected && !_keeper.Take(told) && told is AttemptEnded ended)
                {
                    _ended[ended.End.Id] = ended.End;
                }
            }

            await before;
        });
    }

    private Task OrderAsync(ServicePlan service, bool up, int number = 1)
    {
        _plans.Service = service;
        return _keeper.KeepAsync(new KeepServicesRequest
        {
            Pool = Pool,
            Orders = [new ServiceOrder { Key = ServiceKeys.Of(service), Number = number, Name = service.Name, PlanHash = "plan", Execution = "exec", Up = up }],
        });
    }

    private async Task<ServiceReport> ReportAsync(ServicePhase phase, int after = 0)
    {
        await UntilAsync(() => _pools.Reports.Skip(after).Any(report => report.Phase == phase), $"{phase}");
        return _pools.Reports.Skip(after).First(report => report.Phase == phase);
    }

    private int Held(HeldState state) => _runner.Link.InventoryAsync(Token).GetAwaiter().GetResult().Count(held => held.State == state);

    private Task NothingHeldAsync() => UntilAsync(() => _runner.Link.InventoryAsync(Token).GetAwaiter().GetResult().Count == 0, "an empty inventory");

    private Task UntilAsync(Func<bool> condition, string phase) => Eventually.IsAsync(condition, phase, seen: () => string.Join(" · ", _pools.Reports));

    private bool Accepts() => LoopbackPort.Accepts(_port);

    private sealed class Pools : IServicePools
    {
        public ConcurrentQueue<ServiceReport> Reports { get; } = new();

        public Task TellAsync(string pool, ServiceReport report)
        {
            pool.ShouldBe(Pool);
            Reports.Enqueue(report);
            return Task.CompletedTask;
        }

        public Task<List<string>> WakeAsync(string pool) => Task.FromResult(new List<string>());
    }

    private sealed class PlanOf : IPlanStore
    {
        public ServicePlan? Service { get; set; }

        public Task SaveAsync(string hash, ExecutionPlan plan) => Task.CompletedTask;

        public ValueTask<ExecutionPlan> LoadAsync(string hash) => ValueTask.FromResult(new ExecutionPlan
        {
            Project = "project",
            ProjectFolder = ServiceKeeperTests.ProjectFolder,
            Mode = "m",
            Environment = "test",
            Layers = [],
            Services = [Service!],
        });
    }
}
