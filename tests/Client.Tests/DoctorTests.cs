using System.Net.Sockets;
using System.Text.Json;
using Apex.Client.Tests.Fixtures;
using Apex.Diagnosis;
using Apex.Init;

namespace Apex.Client.Tests;

/// <summary>What is wrong with a machine is said, with what to do about it; nothing is started for it.</summary>
public sealed class DoctorTests : IDisposable
{
    private readonly TestCli _cli = new();
    private readonly FakeMachine _machine;
    private readonly string _home;

    public DoctorTests()
    {
        _machine = new FakeMachine(_cli.Folder);
        _machine.Unified("cpuset cpu io memory pids");
        _home = Path.Combine(_cli.Folder, "home");
        Directory.CreateDirectory(_home, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _cli.Silo.Current = FakeLocalSilo.RunningStatus with { Home = _home };
        _cli.Environment["PATH"] = Path.GetDirectoryName(_cli.Write("bin/git", ""))!;
        _cli.Write("project/apex.yaml", StarterFile.Modeline("./apex.schema.json") + "version: 1\n");
        _cli.Write("project/apex.schema.json", SchemaFile.Text());
        _cli.Project = Path.Combine(_cli.Folder, "project");
    }

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Doctor_OfAGoodMachine_FindsAllWell()
    {
        var (result, checks) = await LookAsync();

        result.Code.ShouldBe(ExitCode.Passed);
        checks.Values.ShouldAllBe(check => check.Status == "ok" && check.Remedy == null);
        checks.Keys.ShouldBe(
        [
            "system", "runtime", "silo_program", "home", "home_file_system", "free_space", "socket", "silo", "loopback",
            "cgroup", "cgroup_kill", "cgroup_memory", "cgroup_cpu", "cgroup_pids", "cgroup_peak", "pidfd", "privileges", "git", "configuration", "editor_schema",
        ]);
        _cli.Silo.Ensured.ShouldBe(0);
        _cli.Region.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task Variables_ThatNothingReads_AreToldWithTheOnesThatWereMeant()
    {
        foreach (var name in new[] { "APEX_SLOTSS", "APEX_NOBODY_KNOWS_THIS", "APEX_SLOTS", "APEX_MARK_1", "APEX_EXAMPLE_FAIL" })
        {
            _cli.Environment[name] = "3";
        }

        var (result, checks) = await LookAsync();

        result.Code.ShouldBe(ExitCode.Passed);
        checks["variables"].Status.ShouldBe("warning");
        checks["variables"].Message.ShouldBe("nothing of Apex reads APEX_NOBODY_KNOWS_THIS; nothing of Apex reads APEX_SLOTSS — did you mean 'APEX_SLOTS'?");
    }

    [Fact]
    public async Task Doctor_AsJson_IsTheDocument()
    {
        var (result, _) = await LookAsync(machine => machine with { FreeBytes = _ => 1024L * 1024 * 1024 });

        var stable = string.Join('\n', result.Out.Replace(_cli.Folder, "/work", StringComparison.Ordinal).Split('\n').Select(line =>
            line.Contains("\"message\": ", StringComparison.Ordinal) && !line.Contains("MiB", StringComparison.Ordinal) ? "      \"message\": \"…\"," : line));
        Golden.Check("doctor.json", stable);
    }

    [Theory]
    [InlineData("ok\tgood\tmode m\n", "ok", "good (mode m)")]
    [InlineData("ok\tgood\tmode m\nerror\tbad\t/x/bad.dll: is missing\n", "warning", "/x/bad.dll: is missing")]
    public async Task Extensions_OfTheHome_AreLoadedByTheSilosProgramAndToldHowTheyAre(string answer, string status, string message)
    {
        Directory.CreateDirectory(Path.Combine(_home, "extensions", "some"));
        _cli.Tool.Answer = new(0, answer, "");

        var (result, checks) = await LookAsync();

        result.Code.ShouldBe(ExitCode.Passed, "a silo goes without a broken one");
        checks["extensions"].Status.ShouldBe(status);
        checks["extensions"].Message.ShouldBe(message);
        _cli.Tool.Asked.ShouldBe([$"extensions {_home}"]);
    }

    [Fact]
    public async Task Extensions_OfAFolderThatTheSettingsName_AreAskedForToo()
    {
        Directory.CreateDirectory(Path.Combine(_home, "config", "silo"));
        await File.WriteAllTextAsync(Path.Combine(_home, "config", "silo", "local.json"), "{}", TestContext.Current.CancellationToken);
        _cli.Tool.Answer = new(0, "folder\t/mine\t\nerror\tbad\tis missing\n", "");

        (await LookAsync()).Checks["extensions"].Remedy.ShouldNotBeNull().ShouldContain("from /mine");

        _cli.Tool.Answer = new(0, "folder\t/mine\t\n", "");
        (await LookAsync()).Checks.ShouldNotContainKey("extensions");
        _cli.Tool.Answer = new(2, "", "x is no setting\n");
        (await LookAsync()).Checks["extensions"].ShouldSatisfyAllConditions(check => check.Status.ShouldBe("error"), check => check.Message.ShouldContain("x is no setting"));
    }

    [Fact]
    public async Task Extensions_WhoseProgramDoesNotAnswer_AreAnError()
    {
        Directory.CreateDirectory(Path.Combine(_home, "extensions", "some"));
        _cli.Tool.Answer = new(134, "", "it broke");

        (await LookAsync()).Checks["extensions"].ShouldSatisfyAllConditions(check => check.Status.ShouldBe("error"), check => check.Message.ShouldContain("it broke"));
    }

    [Theory]
    [InlineData("nfs4", "error")]
    [InlineData("9p", "error")]
    [InlineData("fuse.sshfs", "error")]
    [InlineData("btrfs", "ok")]
    [InlineData("overlay", "ok")]
    public async Task FileSystem_OfTheHome_MustBeLocal(string type, string status)
    {
        _machine.Mounts($"1 0 8:1 / / rw - ext4 /dev/sda1 rw\n2 1 0:40 / {_home} rw,nosuid shared:5 - {type} server:/homes rw\n3 1 0:41 / {_home}-other rw - tmpfs tmpfs rw\n");

        var (result, checks) = await LookAsync();

        checks["home_file_system"].Status.ShouldBe(status);
        checks["home_file_system"].Message.ShouldContain(type);
        result.Code.ShouldBe(status == "error" ? ExitCode.Error : ExitCode.Passed);
    }

    [Theory]
    [InlineData(100, "error")]
    [InlineData(1000, "warning")]
    [InlineData(5000, "ok")]
    public async Task Space_OfTheHome_IsEnoughOrNot(int megabytes, string status) =>
        (await LookAsync(machine => machine with { FreeBytes = _ => megabytes * 1024L * 1024 })).Checks["free_space"].Status.ShouldBe(status);

    [Fact]
    public async Task Home_OfAnotherUser_IsAnError() =>
        (await LookAsync(machine => machine with { OwnerOf = path => path == _home ? 0u : 1000u })).Checks["home"].ShouldSatisfyAllConditions(
            check => check.Status.ShouldBe("error"),
            check => check.Remedy!.ShouldContain("APEX_HOME"));

    [Fact]
    public async Task Home_ThatNobodyNamed_IsAnErrorAndTheRestIsLookedAt()
    {
        _cli.Silo.Impossible = CliException.Usage("neither APEX_HOME nor HOME is set", "set APEX_HOME");

        var (result, checks) = await LookAsync();

        result.Code.ShouldBe(ExitCode.Error);
        checks["home"].ShouldBe(new Check("error", "neither APEX_HOME nor HOME is set", "set APEX_HOME"));
        checks.ShouldNotContainKey("silo_program");
        checks["git"].Status.ShouldBe("ok");
    }

    [Fact]
    public async Task Home_OpenToOthers_IsAWarningWithItsCure()
    {
        File.SetUnixFileMode(_home, File.GetUnixFileMode(_home) | UnixFileMode.GroupRead);

        var (result, checks) = await LookAsync();

        result.Code.ShouldBe(ExitCode.Passed);
        checks["home"].Status.ShouldBe("warning");
        checks["home"].Remedy.ShouldBe($"chmod 700 {_home}");
    }

    [Fact]
    public async Task Home_ThatCannotBeMade_IsAnError()
    {
        Directory.Delete(_home);
        (await LookAsync()).Checks["home"].Status.ShouldBe("ok");

        _machine.ReadOnly.Add(_cli.Folder);

        (await LookAsync()).Checks["home"].Status.ShouldBe("error");
    }

    [Fact]
    public async Task Socket_WithALongRuntimeFolder_GoesToTmp()
    {
        var runtime = Directory.CreateDirectory(Path.Combine(_cli.Folder, new string('x', 100))).FullName;
        _cli.Environment["XDG_RUNTIME_DIR"] = runtime;

        (await LookAsync()).Checks["socket"].Message.ShouldStartWith("/tmp/apex-1000/");

        _cli.Environment["XDG_RUNTIME_DIR"] = _home;
        (await LookAsync()).Checks["socket"].Message.ShouldStartWith($"{_home}/apex/");
    }

    [Fact]
    public async Task Cgroups_ThatAreNotDelegated_AreWarnings()
    {
        _machine.ReadOnly.Add(_machine.Unified("cpu memory pids"));

        var (result, checks) = await LookAsync();

        result.Code.ShouldBe(ExitCode.Passed, "without cgroups Apex works");
        checks["cgroup"].Message.ShouldBe("v2");
        foreach (var name in new[] { "cgroup_kill", "cgroup_memory", "cgroup_cpu", "cgroup_pids", "cgroup_peak" })
        {
            checks[name].Status.ShouldBe("warning");
            checks[name].Remedy!.ShouldContain("Delegate=yes");
        }
    }

    [Fact]
    public async Task Cgroups_WithoutAController_SayWhich()
    {
        _machine.Unified("cpu pids");

        var checks = (await LookAsync()).Checks;

        checks["cgroup_memory"].Message.ShouldContain("without the controller memory");
        (checks["cgroup_cpu"].Status, checks["cgroup_kill"].Status).ShouldBe(("ok", "ok"));
    }

    [Fact]
    public async Task Cgroups_OfAnOldKernel_LackPeakAndKill()
    {
        _machine.Write("proc/sys/kernel/osrelease", "5.10.0-28-amd64\n");

        var checks = (await LookAsync()).Checks;

        (checks["cgroup_kill"].Status, checks["cgroup_peak"].Status, checks["cgroup_memory"].Status).ShouldBe(("warning", "warning", "ok"));
        checks["cgroup_peak"].Message.ShouldContain("5.10 is older than 5.19");
    }

    [Fact]
    public async Task Cgroups_OfBothVersions_AreLookedThroughEach()
    {
        _machine.Hybrid("cpu", "memory");

        var checks = (await LookAsync()).Checks;

        checks["cgroup"].Message.ShouldBe("v1 and v2");
        checks["cgroup_memory"].Message.ShouldStartWith("v1, ");
        checks["cgroup_cpu"].Message.ShouldStartWith("v1, ");
        checks["cgroup_kill"].Message.ShouldStartWith("v2, ");
        checks["cgroup_pids"].Status.ShouldBe("warning");
    }

    [Fact]
    public async Task Machine_WithoutThisAndThat_NamesEach()
    {
        _cli.Environment["PATH"] = "/nowhere";
        _cli.Silo.Current = _cli.Silo.Current with { ClientBuild = null };

        var (result, checks) = await LookAsync(machine => machine with
        {
            HasPidFd = () => false,
            TryLoopbackAsync = () => Task.FromException(new SocketException((int)SocketError.NetworkDown)),
        });

        result.Code.ShouldBe(ExitCode.Error);
        checks.Where(check => check.Value.Status != "ok").Select(check => $"{check.Key} {check.Value.Status}").ShouldBe(["silo_program error", "loopback error", "pidfd warning", "git warning"]);
        checks.Values.ShouldAllBe(check => check.Status == "ok" || check.Remedy != null);
    }

    [Fact]
    public async Task Silo_OfAnotherBuild_IsNamed()
    {
        _cli.Silo.Current = _cli.Silo.Current with { ClientBuild = "fff" };

        (await LookAsync()).Checks["silo"].Message.ShouldContain($"another build: {FakeLocalSilo.Info.Build}");
    }

    [Fact]
    public async Task Schema_OfTheEditor_IsMissedAndFoundOld()
    {
        _cli.Write("project/apex.schema.json", "{}");
        (await LookAsync()).Checks["editor_schema"].Message.ShouldContain("of another build");

        File.Delete(Path.Combine(_cli.Project!, "apex.schema.json"));
        (await LookAsync()).Checks["editor_schema"].Message.ShouldContain("is missing");

        _cli.Write("project/apex.yaml", "version: 1\n");
        (await LookAsync()).Checks["editor_schema"].Remedy!.ShouldContain("# yaml-language-server: $schema=./apex.schema.json");
    }

    [Fact]
    public async Task Configuration_ThatIsNotThere_IsAWarning()
    {
        File.Delete(Path.Combine(_cli.Project!, "apex.yaml"));
        Directory.CreateDirectory(Path.Combine(_cli.Project!, ".git"));

        var (result, checks) = await LookAsync();

        result.Code.ShouldBe(ExitCode.Passed);
        checks["configuration"].Status.ShouldBe("warning");
        checks.ShouldNotContainKey("editor_schema");
    }

    [Fact]
    public async Task Doctor_OnAnotherSystem_SaysWhatWorksThere()
    {
        var (result, checks) = await LookAsync(machine => machine with { IsLinux = false });

        result.Code.ShouldBe(ExitCode.Error);
        checks["system"].Remedy!.ShouldContain("--server");
        checks.ShouldNotContainKey("cgroup");
    }

    [Fact]
    public async Task Doctor_AsText_ShowsTheRemedyBelow()
    {
        _cli.Machine = _machine.Machine with { HasPidFd = () => false };

        var result = await _cli.RunAsync("doctor");

        result.Lines.ShouldContain(line => line.StartsWith("warning  pidfd ", StringComparison.Ordinal));
        result.Out.ShouldContain("→ Linux 5.3 has it");
        result.Lines[^1].ShouldBe("0 errors, 1 warning");
    }

    private async Task<(CliResult Result, Dictionary<string, Check> Checks)> LookAsync(Func<Machine, Machine>? change = null)
    {
        _cli.Machine = (change ?? (machine => machine))(_machine.Machine);
        var result = await _cli.RunAsync("doctor", "-o", "json");
        result.Error.ShouldBeEmpty();
        var checks = JsonDocument.Parse(result.Out).RootElement.GetProperty("checks").EnumerateArray();
        return (result, checks.ToDictionary(check => check.GetProperty("name").GetString()!, check =>
            new Check(check.GetProperty("status").GetString()!, check.GetProperty("message").GetString()!, check.GetProperty("remedy").GetString())));
    }

    private sealed record Check(string Status, string Message, string? Remedy);
}
