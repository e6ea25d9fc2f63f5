using Apex.Runner.Native;

namespace Apex.Runner;

public sealed class AttemptTests : IDisposable
{
    private readonly RunnerHarness _runner = new();

    public void Dispose() => _runner.Dispose();

    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 1", 1)]
    [InlineData("exit 137", 137)]
    public async Task Run_ExitCode_IsTold(string script, int code)
    {
        var end = await _runner.RunAsync(_runner.Shell(script));

        end.Cause.ShouldBe(EndCause.Exited);
        end.ExitCode.ShouldBe(code);
        end.Signal.ShouldBeNull();
        end.StartedAt.ShouldNotBeNull();
        end.Leftovers.ShouldBe(0);
    }

    [Fact]
    public async Task Run_EndsBySignal_SignalIsTold()
    {
        var end = await _runner.RunAsync(_runner.Shell("kill -SEGV $$"));

        (end.Cause, end.ExitCode, end.Signal).ShouldBe((EndCause.Exited, null, 11));
    }

    [Fact]
    public async Task Run_PipeIsClosedByReader_WriterDiesOfSigPipe()
    {
        // .NET ignores SIGPIPE; a command that inherited that would go on and print errors.
        var end = await _runner.RunAsync(_runner.Spec("/bin/bash", "-c", "yes | head -n 1; exit ${PIPESTATUS[0]}"));

        end.ExitCode.ShouldBe(128 + 13);
    }

    [Fact]
    public async Task Run_Signals_AreAtDefaultAndNotBlocked()
    {
        var spec = _runner.Spec("cat", "/proc/self/status");
        await _runner.RunAsync(spec);

        // Signals 32 and 33 are the C library's own.
        const ulong internals = 0x180000000;
        var masks = _runner.Log(spec.Id).Split('\n')
            .Where(line => line.StartsWith("SigBlk", StringComparison.Ordinal) || line.StartsWith("SigIgn", StringComparison.Ordinal))
            .Select(line => Convert.ToUInt64(line.Split(':')[1].Trim(), 16) & ~internals).ToList();
        masks.ShouldBe([0UL, 0UL]);
    }

    [Fact]
    public async Task Run_StdinIsEmpty_GroupIsItsOwn_AndNoTerminalIsThere()
    {
        var spec = _runner.Shell("cat; test \"$(cut -d' ' -f5 /proc/$$/stat)\" = $$ && echo leader; { true < /dev/tty; } 2> /dev/null && echo terminal; ls /proc/self/fd | wc -l");
        var end = await _runner.RunAsync(spec);

        end.ExitCode.ShouldBe(0);
        // 0, 1, 2 and the folder that ls reads: nothing of the runner's is open.
        _runner.Log(spec.Id).ShouldBe("leader\n4\n");
    }

    [Fact]
    public async Task Run_OutputAndErrors_KeepTheirOrder()
    {
        var spec = _runner.Shell("for i in 1 2 3; do echo out $i; echo err $i >&2; done; echo reopened > /dev/stderr");
        var end = await _runner.RunAsync(spec);

        _runner.Log(spec.Id).ShouldBe("out 1\nerr 1\nout 2\nerr 2\nout 3\nerr 3\nreopened\n");
        end.LogBytes.ShouldBe(45);
        File.Exists(AttemptLogFiles.Times(_runner.Core.SpoolFolder(spec.Id))).ShouldBeTrue();
    }

    [Fact]
    public async Task Run_Silent_MakesNoLogFile()
    {
        var spec = _runner.Spec("true");
        await _runner.RunAsync(spec);

        Directory.GetFiles(_runner.Core.SpoolFolder(spec.Id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_InvalidUtf8_IsKeptAsItIs()
    {
        var spec = _runner.Shell("printf 'a\\377\\376b'");
        await _runner.RunAsync(spec);

        AttemptLog.Read(_runner.Core.SpoolFolder(spec.Id), 0, 100).Bytes.ShouldBe([(byte)'a', 0xff, 0xfe, (byte)'b']);
        _runner.Log(spec.Id).ShouldBe("a\ufffd\ufffdb");
    }

    [Fact]
    public async Task Run_ClosesStdoutEarly_IsFollowedToItsEnd()
    {
        var done = _runner.FileFor("done");
        var spec = _runner.Shell($"echo first; exec >&- 2>&-; sleep 0.3; echo $$ > {done}; exit 7");
        var end = await _runner.RunAsync(spec);

        end.ExitCode.ShouldBe(7);
        File.Exists(done).ShouldBeTrue();
        _runner.Log(spec.Id).ShouldBe("first\n");
    }

    [Fact]
    public async Task Run_ResultsFolder_IsThereAndEmpty()
    {
        var spec = _runner.Shell("cd \"$APEX_RESULTS_DIR\" && ls -A && echo in $PWD && echo $APEX_ATTEMPT_DIR $APEX_CATEGORY $APEX_ATTEMPT") with { WantsResultsFolder = true };
        await _runner.RunAsync(spec);

        var folder = _runner.Core.SpoolFolder(spec.Id);
        _runner.Log(spec.Id).ShouldBe($"in {folder}/results\n{folder} {spec.Id.Category} 1\n");
    }

    [Fact]
    public async Task Run_FiveHundredAtOnce_AllAreRight()
    {
        using var many = new RunnerHarness(options => options with { Slots = 500, MemoryMb = 1_000_000 });
        var specs = Enumerable.Range(0, 500).Select(number => many.Shell($"sleep 1; exit {number % 200}")).ToArray();
        await many.PlaceAsync(specs);

        for (var number = 0; number < specs.Length; number++)
        {
            var end = await many.EndOfAsync(specs[number].Id);
            (end.Cause, end.ExitCode).ShouldBe((EndCause.Exited, number % 200));
        }
    }

    [Fact]
    public async Task Run_CpuTime_IsOfTheCommandAndItsChildren()
    {
        var end = await _runner.RunAsync(_runner.Shell("i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done"));

        end.CpuMs.ShouldNotBeNull().ShouldBeInRange(20, 20_000);
        ProcFs.BootTimeMs().ShouldBeGreaterThan(0);
    }
}
