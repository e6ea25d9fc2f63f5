using System.Diagnostics;
using Apex.Cluster.Tests.Harness;
using Apex.Testing;

namespace Apex.Cluster.Tests;

/// <summary>Commands that misbehave, through the real program: the right verdict, and nothing of them remains.</summary>
public sealed class AttemptTests(SharedSilo shared) : IClassFixture<SharedSilo>
{
    private const string Daemon = "setsid sh -c 'setsid sleep 987654 & ' & sleep 0.2;";

    [Theory]
    [InlineData("normal", Daemon + " exit 0", "", 0)]
    [InlineData("timeout", Daemon + " sleep 600", "timeout_seconds: 1", 6)]
    [InlineData("bare environment", "env -i setsid sh -c 'setsid sleep 987654 & ' & sleep 0.2; exit 0", "", 0)]
    public async Task Run_CommandThatLeavesADaemon_NothingRemains(string name, string command, string more, int exit)
    {
        var marker = 900_000 + Random.Shared.Next(99_999);
        await using var home = shared.Project();
        home.Configure(Projects.Single(command.Replace("987654", marker.ToString()), more));

        var run = await home.RunAsync("run");

        run.ShouldExit(exit);
        Sleepers(marker).ShouldBeEmpty(name);
        var id = (await home.RunAsync("list", "-o", "json")).Json().GetProperty("executions")[0].GetProperty("id").GetString()!;
        (await home.StatusAsync(id)).Category("only").Attempts()[0].GetProperty("leftover_processes").GetInt32().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Cancel_CommandThatLeavesADaemon_NothingRemains()
    {
        var marker = 900_000 + Random.Shared.Next(99_999);
        await using var home = shared.Project();
        home.Configure(Projects.Single($"setsid sh -c 'setsid sleep {marker} & ' & trap '' TERM INT; echo START >> \"$WITNESS\"; sleep 600"));
        var id = await home.DetachAsync();
        await ApexHome.UntilAsync(() => home.WitnessCount("START") == 1 && Sleepers(marker).Count == 1, "the daemon");

        (await home.RunAsync("cancel", id)).ShouldExit(0);
        var status = await home.EndedAsync(id);

        status.Verdict().ShouldBe("cancelled");
        Sleepers(marker).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("no-such-program-at-all", 3, "error")]
    [InlineData("kill -SEGV $$", 1, "failed")]
    [InlineData("exec >&-; exec 2>&-; exit 0", 0, "passed")]
    [InlineData("printf '\\377\\376\\000bad'; exit 0", 0, "passed")]
    [InlineData("exit 1", 1, "failed")]
    public async Task Run_Command_HasThisVerdictAndExitCode(string command, int exit, string verdict)
    {
        await using var home = shared.Project();
        home.Configure(Projects.Single(command));

        (await home.RunAsync("run")).ShouldExit(exit);

        var list = (await home.RunAsync("list", "-o", "json")).Json().GetProperty("executions");
        list[0].Verdict().ShouldBe(verdict);
    }

    [Fact]
    public async Task Run_MissingWorkingDirectory_IsAConfigurationError()
    {
        await using var home = shared.Project();
        home.Configure(Projects.Single("true", "working_directory: no/such/folder"));

        var run = (await home.RunAsync("run")).ShouldExit(3);

        run.Output.ShouldContain("no/such/folder");
    }

    [Fact]
    public async Task Run_OneGigabyteOfOutput_KeepsHeadAndTailAndTheSiloStaysSmall()
    {
        await using var home = new ApexHome();
        home.Configure(Projects.Single("echo HEAD; head -c 1073741824 /dev/zero | tr '\\0' 'x' | fold -w 100; echo TAIL"));
        (await home.RunAsync("server", "start")).ShouldExit(0);
        var before = ResidentMb(home.SiloPid);
        var id = await home.DetachAsync();
        var largest = 0L;
        var watch = home.RunAsync("watch", id);
        await ApexHome.UntilAsync(
            () =>
            {
                largest = Math.Max(largest, SpoolMb(home));
                return watch.IsCompleted;
            },
            "the end of the run");

        (await watch).ShouldExit(0);
        largest.ShouldBeLessThanOrEqualTo(128);
        (ResidentMb(home.SiloPid) - before).ShouldBeLessThan(100);
        var log = (await home.RunAsync("logs", id)).ShouldExit(0).Output;
        log.ShouldStartWith("HEAD");
        log.TrimEnd().ShouldEndWith("TAIL");
        log.ShouldContain("bytes cut");
    }

    [Fact]
    public async Task Run_TenEnvironments_CommandsSeeTheCallersAndTheDatabaseNone()
    {
        await using var home = shared.Project();
        home.Configure(Projects.Single("echo \"SAW $SECRET_FOO $(umask)\" >> \"$WITNESS\""));
        for (var i = 0; i < 10; i++)
        {
            (await home.Set("SECRET_FOO", $"canary-{i}-value").RunAsync("run")).ShouldExit(0);
        }

        for (var i = 0; i < 10; i++)
        {
            home.WitnessCount($"SAW canary-{i}-value").ShouldBe(1);
        }

        foreach (var file in Directory.EnumerateFiles(Path.Combine(home.Home, "data"), "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)))
        {
            System.Text.Encoding.Latin1.GetString(await ReadSharedAsync(file)).ShouldNotContain("canary-");
        }
    }

    private static async Task<byte[]> ReadSharedAsync(string path)
    {
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }

    private static List<int> Sleepers(int marker) =>
        [.. Process.GetProcessesByName("sleep").Where(process => ProcessFiles.CommandLine(process.Id).Contains(marker.ToString(), StringComparison.Ordinal)).Select(process => process.Id)];

    private static long ResidentMb(int pid) => Process.GetProcessById(pid).WorkingSet64 >> 20;

    private static long SpoolMb(ApexHome home)
    {
        var spool = new DirectoryInfo(Path.Combine(home.Home, "spool"));
        return spool.Exists ? spool.EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Exists ? file.Length : 0) >> 20 : 0;
    }
}
