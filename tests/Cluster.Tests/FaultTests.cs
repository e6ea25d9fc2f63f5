using System.Diagnostics;
using Apex.Cluster.Tests.Harness;
using Apex.Testing;

namespace Apex.Cluster.Tests;

/// <summary>Bad input and broken surroundings: a clear message, the right exit code, nothing changed.</summary>
public sealed class FaultTests(SharedSilo shared) : IClassFixture<SharedSilo>
{
    [Fact]
    public async Task Run_NoConfiguration_NamesTheFoldersAndExitsTwo()
    {
        await using var home = shared.Project();

        var run = (await home.RunAsync("run")).ShouldExit(2);

        run.Errors.ShouldContain(home.Project);
        run.Errors.ShouldContain("apex.yaml");
        run.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_BrokenYaml_NamesLineAndColumnAndExitsTwo()
    {
        await using var home = shared.Project();
        home.Configure("version: 1\nlayers:\n  unit:\n    categories:\n      - name: a\n        comand: 'true'\n        timeout_seconds: soon\n");

        var run = (await home.RunAsync("run")).ShouldExit(2);

        run.Errors.ShouldContain("apex.yaml:6:9");
        run.Errors.ShouldContain("command", customMessage: "the near miss is suggested");
        run.Errors.ShouldContain("apex.yaml:7:26");
    }

    [Theory]
    [InlineData("--mode", "no_such_mode", "layered_execution")]
    [InlineData("--layer", "no_such_layer", "fast_feedback")]
    [InlineData("--category", "no_such_category", "one")]
    [InlineData("--env", "mars", "staging")]
    public async Task Run_UnknownName_ListsWhatExistsAndExitsTwo(string option, string value, string existing)
    {
        await using var home = shared.Project();
        home.Configure(Projects.TwoLayers());

        var run = (await home.RunAsync("run", option, value)).ShouldExit(2);

        run.Errors.ShouldContain(value);
        run.Errors.ShouldContain(existing);
        home.WitnessCount("START").ShouldBe(0);
    }

    [Fact]
    public async Task Run_SecondOnTheSameTree_IsRefusedWithTheWayOut()
    {
        await using var home = shared.Project();
        home.Configure(Projects.Single("echo START >> \"$WITNESS\"; sleep 600"));
        var id = await home.DetachAsync();
        await ApexHome.UntilAsync(() => home.WitnessCount("START") == 1, "the first run");

        var second = (await home.RunAsync("run")).ShouldExit(2);

        second.Errors.ShouldContain(id);
        second.Errors.ShouldContain("--allow-shared-tree");
        home.WitnessCount("START").ShouldBe(1);
    }

    [Fact]
    public async Task Run_PortTaken_SaysSo()
    {
        await using var home = new ApexHome();
        using var squatter = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        squatter.Start();
        var port = ((System.Net.IPEndPoint)squatter.LocalEndpoint).Port;
        home.Set("APEX_GATEWAY_PORT", port.ToString()).Configure(Projects.TwoLayers());

        var run = (await home.RunAsync("run")).ShouldExit(7);

        run.Errors.ShouldContain(port.ToString());
    }

    [Fact]
    public async Task Run_HomeIsAFile_SaysSo()
    {
        await using var home = new ApexHome();
        await File.WriteAllTextAsync(home.Home, "in the way", TestContext.Current.CancellationToken);
        home.Configure(Projects.TwoLayers());

        var run = await home.RunAsync("run");

        run.ExitCode.ShouldBeOneOf(3, 7);
        run.Errors.ShouldContain(home.Home);
        (await File.ReadAllTextAsync(home.Home, TestContext.Current.CancellationToken)).ShouldBe("in the way");
    }

    [Fact]
    public async Task Run_DeepHome_Works()
    {
        await using var home = new ApexHome();
        home.Home = Path.Combine(home.Root, string.Join('/', Enumerable.Repeat("deep-folder-name", 11)));
        home.Home.Length.ShouldBeGreaterThan(200);
        home.Set("APEX_HOME", home.Home).Configure(Projects.TwoLayers("0"));

        (await home.RunAsync("run")).ShouldExit(0);
    }

    [Fact]
    public async Task ServerStop_WithARunningExecution_ListsItAndExitsTwo()
    {
        await using var home = shared.Project();
        home.Configure(Projects.Single("echo START >> \"$WITNESS\"; sleep 600"));
        var id = await home.DetachAsync();
        await ApexHome.UntilAsync(() => home.WitnessCount("START") == 1, "the command");

        var stop = (await home.RunAsync("server", "stop")).ShouldExit(2);

        stop.Errors.ShouldContain(id);
        ProcessFiles.IsAlive(home.SiloPid).ShouldBeTrue();
    }

    [Theory]
    [InlineData(Signals.Interrupt, 130)]
    [InlineData(Signals.Terminate, 143)]
    public async Task Run_SignalWithoutATerminal_CancelsAndExits(int signal, int exit)
    {
        await using var home = shared.Project();
        home.Configure(Projects.Single("echo START >> \"$WITNESS\"; exec sleep 600"));
        using var run = home.Start("run");
        var output = run.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = run.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await ApexHome.UntilAsync(() => home.WitnessCount("START") == 1, "the command");

        Signals.Send(run.Id, signal);
        await run.WaitForExitAsync(TestContext.Current.CancellationToken);

        run.ExitCode.ShouldBe(exit, $"{await output}\n{await errors}");
        var said = await errors;
        said.ShouldContain("cancelling ");
        var id = (await home.RunAsync("list", "-o", "json")).Json().GetProperty("executions")[0].GetProperty("id").GetString()!;
        if (said.Contains("not acknowledged", StringComparison.Ordinal))
        {
            (await home.RunAsync("cancel", id)).ShouldExit(0); // it was told that this may be needed: the machine had stalled for five seconds
        }

        (await home.EndedAsync(id)).Verdict().ShouldBe("cancelled");
    }

    [Fact]
    public async Task Silo_SecondOnTheSameData_Refuses()
    {
        await using var home = shared.Project();
        (await home.RunAsync("server", "start")).ShouldExit(0);
        var program = File.ReadAllText($"/proc/{home.SiloPid}/cmdline").Split('\0', StringSplitOptions.RemoveEmptyEntries);
        var first = home.SiloPid;

        var start = new ProcessStartInfo(program[0], program[1..]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var variable in File.ReadAllText($"/proc/{first}/environ").Split('\0').Where(variable => variable.StartsWith("APEX_", StringComparison.Ordinal)))
        {
            start.Environment[variable[..variable.IndexOf('=')]] = variable[(variable.IndexOf('=') + 1)..];
        }

        using var second = Process.Start(start)!;
        var errors = await second.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await second.WaitForExitAsync(TestContext.Current.CancellationToken);

        second.ExitCode.ShouldBe(3);
        errors.ShouldContain("data");
        ProcessFiles.IsAlive(first).ShouldBeTrue();
        home.SiloPid.ShouldBe(first);
    }
}
