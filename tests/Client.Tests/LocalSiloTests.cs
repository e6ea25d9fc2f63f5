using Apex.Client.Tests.Fixtures;
using Apex.Local;
using Apex.Output;

namespace Apex.Client.Tests;

public sealed class LocalSiloTests : IDisposable
{
    private const int SiloPid = 7001;
    private const int RunnerPid = 7000;
    private readonly string _root = Directory.CreateTempSubdirectory("apex-silo-").FullName;
    private readonly QuickTime _time = new();
    private readonly FakeMachine _machine = new();
    private readonly StringWriter _talk = new();
    private readonly ApexHome _home;
    private readonly string _source;

    public LocalSiloTests()
    {
        _home = new ApexHome(Path.Combine(_root, "home"));
        _source = Directory.CreateDirectory(Path.Combine(_root, "silo", "runtimes", "linux-x64")).Parent!.Parent!.FullName;
        File.Copy(typeof(Verdict).Assembly.Location, Path.Combine(_source, "Apex.Silo.dll"));
        File.WriteAllText(Path.Combine(_source, "Apex.Silo"), "program");
        File.WriteAllText(Path.Combine(_source, "runtimes", "linux-x64", "native.so"), "native");
    }

    private string Build => ApexBuild.Of(_source);

    [Fact]
    public async Task Ensure_WithoutASilo_StartsThePrivateCopyAndWaitsForItsFile()
    {
        _machine.OnStart = _ => WriteSilo(Build);

        var info = await Silo().EnsureAsync(TimeSpan.FromSeconds(60), [], Token);

        info.Pid.ShouldBe(SiloPid);
        var (program, arguments) = _machine.Starts.ShouldHaveSingleItem();
        program.ShouldBe(Path.Combine(_home.Bin, Build, "Apex.Silo"));
        arguments.ShouldBe(["host", "--home", _home.Folder]);
        File.ReadAllText(Path.Combine(_home.Bin, Build, "runtimes", "linux-x64", "native.so")).ShouldBe("native");
        Mode(_home.Folder).ShouldBe("700");
        _talk.ToString().ShouldContain("starting the local silo …");
        _talk.ToString().ShouldContain("local silo ready in");
    }

    [Fact]
    public async Task Ensure_WithSettings_HandsThemToTheRunner()
    {
        _machine.OnStart = _ => WriteSilo(Build);

        await Silo().EnsureAsync(TimeSpan.FromSeconds(60), ["a=1", "b.c=2"], Token);

        _machine.Starts.ShouldHaveSingleItem().Arguments.ShouldBe(["host", "--home", _home.Folder, "--set", "a=1", "--set", "b.c=2"]);
    }

    [Theory]
    [InlineData(SiloPid, false)]
    [InlineData(RunnerPid, false)]
    [InlineData(0, true)]
    public async Task Ensure_WithSettingsAndASiloThatHasOthers_SaysThatTheyWereNotApplied(int alive, bool another)
    {
        if (!another)
        {
            WriteSilo(Build);
            _machine.Alive.RemoveWhere(pid => pid != alive);
        }

        _machine.OnStart = started =>
        {
            WriteSilo(Build); // another command was faster: its runner has this home
            started.Id = RunnerPid + 100;
        };

        var error = await Should.ThrowAsync<CliException>(() => Silo().EnsureAsync(TimeSpan.FromSeconds(60), ["a=1"], Token));

        (error.Code, error.ExitCode).ShouldBe(("settings_not_applied", ExitCode.Refused));
        _machine.Starts.Count.ShouldBe(another ? 1 : 0);
    }

    [Fact]
    public async Task Ensure_WithASiloOfThisBuild_StartsNothing()
    {
        WriteSilo(Build);

        (await Silo().EnsureAsync(TimeSpan.FromSeconds(60), [], Token)).Pid.ShouldBe(SiloPid);

        _machine.Starts.ShouldBeEmpty();
        _talk.ToString().ShouldBeEmpty();
    }

    [Fact]
    public async Task Ensure_WithASiloOfAnotherBuild_ReplacesItAndSaysSo()
    {
        WriteSilo("0123456789ab");
        _machine.OnStart = _ => WriteSilo(Build, pid: 8001);

        (await Silo().EnsureAsync(TimeSpan.FromSeconds(60), [], Token)).Pid.ShouldBe(8001);

        _talk.ToString().ShouldContain("another build (0123456789ab)");
    }

    [Fact]
    public async Task Ensure_WithALivingRunner_WaitsForItsRestart()
    {
        WriteSilo(Build);
        _machine.Alive.Remove(SiloPid);
        _machine.OnCheck = () =>
        {
            if (_time.GetUtcNow() > Samples.Start.AddSeconds(5))
            {
                WriteSilo(Build, pid: 7002);
            }
        };

        (await Silo().EnsureAsync(TimeSpan.FromSeconds(60), [], Token)).Pid.ShouldBe(7002);

        _machine.Starts.ShouldBeEmpty();
        _talk.ToString().ShouldContain("its runner is restarting it");
    }

    [Fact]
    public async Task Ensure_WhenTheHostEndsWithAnError_TellsItsWordsAndTheLog()
    {
        Directory.CreateDirectory(_home.Logs);
        File.WriteAllText(Path.Combine(_home.Logs, "silo.log"), "one\nport 30000 is taken\n");
        _machine.OnStart = started => started.Exit(3, "the data folder is locked");

        var error = await Should.ThrowAsync<CliException>(() => Silo().EnsureAsync(TimeSpan.FromSeconds(60), [], Token));

        (error.Code, error.ExitCode).ShouldBe(("silo_not_started", ExitCode.Unreachable));
        error.Reasons.ShouldBe(["the data folder is locked"]);
        Apex.Output.ErrorDocument.ToJson(error, indented: false).ShouldContain("""
            "details":[{"file":null,"line":null,"column":null,"path":null,"message":"the data folder is locked"}]
            """.Trim());
        error.Hints.ShouldBe(["| one", "| port 30000 is taken", $"its log: {Path.Combine(_home.Logs, "silo.log")}"]);
    }

    [Fact]
    public async Task Ensure_WhenNothingComes_GivesUpAtTheDeadline()
    {
        var error = await Should.ThrowAsync<CliException>(() => Silo().EnsureAsync(TimeSpan.FromSeconds(60), [], Token));

        error.Message.ShouldContain("was not ready after 1 min 00 s");
        _machine.Starts.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Ensure_WhenTheRunnerItFoundWasLeaving_StartsTheHostAgain()
    {
        _machine.OnStart = started =>
        {
            if (_machine.Starts.Count == 1)
            {
                started.Exit(0, "");
            }
            else
            {
                WriteSilo(Build);
            }
        };

        await Silo().EnsureAsync(TimeSpan.FromSeconds(60), [], Token);

        _machine.Starts.Count.ShouldBe(2);
    }

    [Fact]
    public void Status_OfADeadSilo_IsNotRunning()
    {
        WriteSilo(Build);
        _machine.Alive.Clear();

        Silo().Status().ShouldBe(new LocalSiloStatus(_home.Folder, SiloInfo.Read(_home.SiloFile), Running: false, RunnerRunning: false, Build));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("{\"pid\":\"x\"}")]
    public void Read_OfABrokenFile_IsNoSilo(string text)
    {
        Directory.CreateDirectory(_home.Folder);
        File.WriteAllText(_home.SiloFile, text);

        SiloInfo.Read(_home.SiloFile).ShouldBeNull();
    }

    [Fact]
    public async Task Stop_WithForce_UsesTheStopVerbAndWaitsForTheSilosEnd()
    {
        WriteSilo(Build);
        _machine.OnStart = started => started.Exit(0, "");
        _machine.OnCheck = () => _machine.Alive.Clear();

        await Silo().StopAsync(force: true, Token);

        _machine.Starts.ShouldHaveSingleItem().Arguments.ShouldBe(["stop", "--home", _home.Folder, "--force"]);
    }

    [Fact]
    public async Task Stop_WhenItRefuses_PassesItsWordsOn()
    {
        _machine.OnStart = started => started.Exit(2, "2 executions run");

        var error = await Should.ThrowAsync<CliException>(() => Silo().StopAsync(force: false, Token));

        (error.ExitCode, error.Message).ShouldBe((ExitCode.Refused, "2 executions run"));
    }

    [Fact]
    public void RemoveOthers_KeepsWhatIsUsedOrYoung()
    {
        var copy = new PrivateCopy(_source, _home, _machine, _time);
        copy.Ensure(Build);
        foreach (var (name, hours) in new[] { ("old", 2), ("used", 2), ("young", 0) })
        {
            var folder = Directory.CreateDirectory(Path.Combine(_home.Bin, name));
            folder.LastWriteTimeUtc = Samples.Start.AddHours(-hours).UtcDateTime;
        }

        _machine.Used = Path.Combine(_home.Bin, "used");
        copy.RemoveOthers(Build);

        Directory.GetDirectories(_home.Bin).Select(Path.GetFileName).Order().ShouldBe(new[] { Build, "used", "young" }.Order());
    }

    [Fact]
    public void Create_WhereNothingCanBeWritten_SaysSo()
    {
        File.WriteAllText(Path.Combine(_root, "file"), "");

        var error = Should.Throw<CliException>(() => new ApexHome(Path.Combine(_root, "file", "home")).Create());

        (error.Code, error.ExitCode).ShouldBe(("home_not_writable", ExitCode.Error));
    }

    [Theory]
    [InlineData("HOME=/h", "/h/.apex")]
    [InlineData("HOME=/h APEX_HOME=/a", "/a")]
    [InlineData("HOME=/h APEX_HOME=rel", "/cwd/rel")]
    [InlineData("HOME=/h APEX_MARK_0123456789abcdef=1 APEX_ATTEMPT_DIR=/spool/1", "/spool/1/home")]
    [InlineData("HOME=/h APEX_HOME=/a APEX_MARK_0123456789abcdef=1 APEX_ATTEMPT_DIR=/spool/1", "/a")]
    public void Find_AHome_FollowsTheVariables(string variables, string folder) =>
        ApexHome.Find(variables.Split(' ').Select(variable => variable.Split('=')).ToDictionary(parts => parts[0], parts => parts[1]), "/cwd").Folder.ShouldBe(folder);

    [Fact]
    public void IsAlive_OfThisProcess_IsTrue()
    {
        var processes = new ProcProcessTable();

        processes.IsAlive(Environment.ProcessId).ShouldBeTrue();
        processes.IsAlive(int.MaxValue).ShouldBeFalse();
        processes.RunsFrom(Path.GetDirectoryName(Environment.ProcessPath)!).ShouldBeTrue();
        processes.RunsFrom(_root).ShouldBeFalse();
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private LocalSilo Silo() => new(_home, new PrivateCopy(_source, _home, _machine, _time), _machine, _machine, _time, new CliOutput(Stream.Null, _talk, new OutputOptions()));

    private void WriteSilo(string build, int pid = SiloPid)
    {
        _machine.Alive.UnionWith([pid, RunnerPid]);
        Directory.CreateDirectory(_home.Folder);
        File.WriteAllText(_home.SiloFile, $$"""{"schema_version":1,"pid":{{pid}},"runner_pid":{{RunnerPid}},"gateway_port":1,"silo_port":2,"http_port":3,"token":"t","build":"{{build}}","started_at":"2026-11-22T12:00:00Z"}""");
    }

    private static string Mode(string folder) => Convert.ToString((int)File.GetUnixFileMode(folder), 8);

    private sealed class FakeMachine : IHostProgram, IProcessTable
    {
        public HashSet<int> Alive { get; } = [];

        public string? Used { get; set; }

        public List<(string Program, IReadOnlyList<string> Arguments)> Starts { get; } = [];

        public Action<FakeProgram> OnStart { get; set; } = _ => { };

        public Action OnCheck { get; set; } = () => { };

        public IStartedProgram Start(string program, IReadOnlyList<string> arguments)
        {
            Starts.Add((program, arguments));
            var started = new FakeProgram();
            OnStart(started);
            return started;
        }

        public bool IsAlive(int pid)
        {
            OnCheck();
            return Alive.Contains(pid);
        }

        public bool RunsFrom(string folder) => folder == Used;
    }

    private sealed class FakeProgram : IStartedProgram
    {
        public int Id { get; set; } = RunnerPid;

        public int? ExitCode { get; private set; }

        public string Said { get; private set; } = "";

        public void Exit(int code, string said) => (ExitCode, Said) = (code, said);

        public Task ExitedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
        }
    }
}
