using System.Text.Json;
using Apex.Cluster.Tests.Harness;
using Apex.Testing;

namespace Apex.Cluster.Tests;

/// <summary>Real services through the real program, in one home with one silo.</summary>
public sealed class ServiceTests(ServiceTests.OneHome shared) : IClassFixture<ServiceTests.OneHome>
{
    private readonly ApexHome _home = shared.Home;

    [Fact]
    public async Task Netra_AllFourLayers_RunGreenOnTheirServicesAndLeaveNone()
    {
        var ports = NetraExample.Ports.ToDictionary(static port => port, _ => LoopbackPort.Free());
        File.Copy(Path.Combine(NetraExample.Folder, "service.py"), Path.Combine(_home.Project, "service.py"), overwrite: true);
        _home.Configure(await NetraExample.ReadAsync(ports));

        var status = (await _home.RunAsync("run", "-o", "json")).ShouldExit(0).Json();

        status.GetProperty("layers").EnumerateArray().Select(StatusExtensions.Verdict).ShouldBe(["passed", "passed", "passed", "passed"]);
        var events = await EventsAsync(status.GetProperty("id").GetString()!);
        Named(events, "service_healthy").Order().ShouldBe(["auth_service", "backend_service", "frontend_service", "postgresql", "redis"]);
        Named(events, "service_stopped").Order().ShouldBe(Named(events, "service_healthy").Order());
        ports.Values.ShouldAllBe(port => !LoopbackPort.Accepts(port));
    }

    [Fact]
    public async Task Run_AServiceIsMissing_ItsCategoriesAreErrorsWithTheRemedyAndOthersPass()
    {
        _home.Configure($$"""
            services:
              db: {probe: {tcp: "127.0.0.1:{{LoopbackPort.Free()}}"}, startup_timeout_seconds: 1, remedy: ["docker compose up -d db"]}
            layers:
              one:
                categories:
                  - {name: needy, command: exit 0, requires: [db]}
                  - {name: free, command: exit 0}
            """);

        var run = (await _home.RunAsync("run")).ShouldExit(3);

        run.Output.ShouldContain("service 'db' is not up: nothing accepts a connection at 127.0.0.1:");
        run.Output.ShouldContain("docker compose up -d db");
        var status = await _home.StatusAsync((await _home.RunAsync("list", "-o", "json")).Json().GetProperty("executions")[0].GetProperty("id").GetString()!);
        (status.Category("needy").Verdict(), status.Category("needy").Attempts().Length, status.Category("free").Verdict()).ShouldBe(("error", 0, "passed"));
        status.GetProperty("services")[0].GetProperty("state").GetString().ShouldBe("failed");
    }

    [Fact]
    public async Task SiloIsKilled_WhileAServiceRuns_ItIsAdoptedAndStoppedAtTheEnd()
    {
        var (port, gate) = (LoopbackPort.Free(), Path.Combine(_home.Root, "gate-kill"));
        _home.Configure(OneService(port, Projects.WitnessedUntil(gate)));
        File.Delete(_home.Witness);
        File.Delete(Path.Combine(_home.Project, "starts"));
        var id = await _home.DetachAsync();
        await ApexHome.UntilAsync(() => _home.WitnessCount("START") == 1, "the category");

        var before = _home.SiloPid;
        Signals.Send(before, Signals.Kill);
        await ApexHome.UntilAsync(() => File.Exists(Path.Combine(_home.Home, "silo.json")) && _home.SiloPid != before, "another silo");
        LoopbackPort.Accepts(port).ShouldBeTrue();
        await File.WriteAllTextAsync(gate, "", TestContext.Current.CancellationToken);

        (await _home.EndedAsync(id)).Verdict().ShouldBe("passed");
        LoopbackPort.Accepts(port).ShouldBeFalse();
        (await File.ReadAllLinesAsync(Path.Combine(_home.Project, "starts"), TestContext.Current.CancellationToken)).Length.ShouldBe(1);
        Named(await EventsAsync(id), "service_stopped").ShouldBe(["db"]);
    }

    [Fact]
    public async Task TwoExecutions_OfOneProject_ShareAServiceThatEndsWithTheSecond()
    {
        var (port, gate) = (LoopbackPort.Free(), Path.Combine(_home.Root, "gate-share"));
        _home.Configure(OneService(port, Projects.WitnessedUntil(gate)));
        File.Delete(_home.Witness);
        File.Delete(Path.Combine(_home.Project, "starts"));
        var first = await _home.DetachAsync();
        await ApexHome.UntilAsync(() => _home.WitnessCount("START") == 1, "the first");
        _home.Configure(OneService(port, "exit 0").Replace("name: only", "name: another")); // one instance of a category at a time

        var second = (await _home.RunAsync("run", "--allow-shared-tree", "-o", "json")).ShouldExit(0).Json().GetProperty("id").GetString()!;
        Named(await EventsAsync(second), "service_stopped").ShouldBeEmpty();
        LoopbackPort.Accepts(port).ShouldBeTrue();
        await File.WriteAllTextAsync(gate, "", TestContext.Current.CancellationToken);

        (await _home.EndedAsync(first)).Verdict().ShouldBe("passed");
        Named(await EventsAsync(first), "service_stopped").ShouldBe(["db"]);
        (await _home.RunAsync("logs", first, "db")).ShouldExit(0).Output.ShouldContain($"db listens on {port}");
        LoopbackPort.Accepts(port).ShouldBeFalse();
        (await File.ReadAllLinesAsync(Path.Combine(_home.Project, "starts"), TestContext.Current.CancellationToken)).Length.ShouldBe(1);
    }

    private string OneService(int port, string command)
    {
        File.Copy(Path.Combine(NetraExample.Folder, "service.py"), Path.Combine(_home.Project, "service.py"), overwrite: true);
        return $$"""
            services:
              db: {probe: {tcp: "127.0.0.1:{{port}}"}, start: "echo start >>starts; exec python3 service.py db {{port}}"}
            layers:
              one:
                categories:
                  - name: only
                    requires: [db]
                    command: |
                      {{command}}
            """;
    }

    private async Task<List<JsonElement>> EventsAsync(string id) =>
        [.. (await _home.RunAsync("watch", id, "-o", "jsonl")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    private static IEnumerable<string> Named(List<JsonElement> events, string type) =>
        events.Where(next => next.GetProperty("type").GetString() == type).Select(next => next.GetProperty("data").GetProperty("service").GetString()!);

    /// <summary>The home that the tests share.</summary>
    public sealed class OneHome : IAsyncDisposable
    {
        public ApexHome Home { get; } = new ApexHome().Set("APEX_SLOTS", "4");

        public ValueTask DisposeAsync() => Home.DisposeAsync();
    }
}
