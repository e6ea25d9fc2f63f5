namespace Apex.Runner;

public sealed class StartFailureTests : IDisposable
{
    private readonly RunnerHarness _runner = new();

    public void Dispose() => _runner.Dispose();

    [Fact]
    public async Task Start_ProgramNotInPath_SaysWhichAndWhere()
    {
        var end = await _runner.RunAsync(_runner.Spec("no-such-program-here") with { Environment = new Dictionary<string, string> { ["PATH"] = "/bin:/nowhere" } });

        end.Cause.ShouldBe(EndCause.CannotStart);
        end.StartedAt.ShouldBeNull();
        end.EmptinessProven.ShouldBeTrue();
        end.Reason.ShouldBe("the program 'no-such-program-here' is in none of the folders of PATH (/bin:/nowhere); install it, correct the command, or set PATH");
    }

    [Fact]
    public async Task Start_ProgramPathMissing_SaysSo()
    {
        var end = await _runner.RunAsync(_runner.Spec("./run-tests"));

        end.Cause.ShouldBe(EndCause.CannotStart);
        end.Reason.ShouldBe($"the program {_runner.Root}/run-tests does not exist (written as ./run-tests); correct the command, or build it first");
    }

    [Fact]
    public async Task Start_NotExecutable_SaysChmod()
    {
        var script = _runner.FileFor("script");
        await File.WriteAllTextAsync(script, "#!/bin/sh\n", RunnerHarness.Token);

        (await _runner.RunAsync(_runner.Spec(script))).Reason.ShouldBe($"{script} is not executable; chmod +x it");
        var inPath = _runner.Spec("script") with { Environment = new Dictionary<string, string> { ["PATH"] = _runner.Root } };
        (await _runner.RunAsync(inPath)).Reason.ShouldBe($"{script} is not executable; chmod +x it");
    }

    [Fact]
    public async Task Start_FolderMissing_SaysSo()
    {
        var end = await _runner.RunAsync(_runner.Spec("true") with { WorkingDirectory = "/nowhere/at/all" });

        end.Cause.ShouldBe(EndCause.CannotStart);
        end.Reason.ShouldBe("the working directory /nowhere/at/all does not exist; create it or change working_directory");
    }

    [Theory]
    [InlineData("echo hello\n", "a script needs a first line such as #!/bin/sh")]
    [InlineData("#!/no/such/interpreter\n", "the interpreter of its first line, or its loader, does not")]
    public async Task Start_KernelRefuses_SaysWhatIsWrong(string content, string expected)
    {
        var script = _runner.FileFor("script");
        await File.WriteAllTextAsync(script, content, RunnerHarness.Token);
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var end = await _runner.RunAsync(_runner.Spec(script));

        end.Cause.ShouldBe(EndCause.CannotStart);
        end.Reason.ShouldNotBeNull().ShouldContain(expected);
    }

    [Fact]
    public async Task Start_PathOfTheCommand_WinsOverTheRunners()
    {
        var folder = Directory.CreateDirectory(_runner.FileFor("bin")).FullName;
        var own = Path.Combine(folder, "true");
        await File.WriteAllTextAsync(own, "#!/bin/sh\nexit 42\n", RunnerHarness.Token);
        File.SetUnixFileMode(own, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        // Relative, as seen from the command's folder.
        var end = await _runner.RunAsync(_runner.Spec("true") with { Environment = new Dictionary<string, string> { ["PATH"] = "bin:/bin" } });

        end.ExitCode.ShouldBe(42);
    }

    [Fact]
    public async Task Start_SpoolIsNoFolder_IsLostWithThePath()
    {
        var spec = _runner.Spec("true");
        await File.WriteAllTextAsync(Path.Combine(_runner.Options.SpoolFolder, "exec"), "in the way", RunnerHarness.Token);

        var end = await _runner.RunAsync(spec);

        end.Cause.ShouldBe(EndCause.Lost);
        end.Reason.ShouldNotBeNull().ShouldContain(_runner.Options.SpoolFolder);
    }
}
