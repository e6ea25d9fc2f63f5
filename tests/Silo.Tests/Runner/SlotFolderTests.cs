using Apex.Categories;

namespace Apex.Runner;

public sealed class SlotFolderTests : IDisposable
{
    private readonly RunnerHarness _runner = new(static options => options with { Slots = 1 });

    public void Dispose() => _runner.Dispose();

    [Fact]
    public async Task Run_SilentOneAfterAnother_LeavesOneFolder()
    {
        AttemptSpec[] specs = [Free("true"), Free("test -z \"$(ls -A $APEX_ATTEMPT_DIR)\""), Free("exit 3"), Free("cd $APEX_ATTEMPT_DIR && pwd")];
        foreach (var spec in specs)
        {
            (await _runner.RunAsync(spec)).ExitCode.ShouldBe(spec == specs[2] ? 3 : 0);
        }

        specs.Select(spec => Directory.Exists(Folder(spec))).ShouldBe([false, false, false, true]);
        _runner.Log(specs[^1].Id).Trim().ShouldBe(Folder(specs[^1]));
        _runner.Log(specs[0].Id).ShouldBe("");
    }

    [Fact]
    public async Task Run_AfterOneOfAnotherLayer_HasItsFolder()
    {
        await _runner.RunAsync(Free("true"));
        var spec = Free("cd $APEX_ATTEMPT_DIR && pwd");
        spec = spec with { Id = spec.Id with { Execution = "other", Layer = "next" } };

        (await _runner.RunAsync(spec)).ExitCode.ShouldBe(0);

        _runner.Log(spec.Id).Trim().ShouldBe(Folder(spec));
    }

    [Theory]
    [InlineData("echo told", true)]
    [InlineData("touch $APEX_ATTEMPT_DIR/.hidden", true)]
    [InlineData("chmod 500 $APEX_ATTEMPT_DIR", true)]
    [InlineData("rmdir $APEX_ATTEMPT_DIR", false)]
    [InlineData("rmdir $APEX_ATTEMPT_DIR; touch $APEX_ATTEMPT_DIR", false)]
    [InlineData("rmdir $APEX_ATTEMPT_DIR; mkdir elsewhere; ln -s $PWD/elsewhere $APEX_ATTEMPT_DIR", true)]
    public async Task Run_AfterOneThatChangedItsFolder_HasOneOfItsOwn(string script, bool isThere)
    {
        var changed = Free(script);
        (await _runner.RunAsync(changed)).ExitCode.ShouldBe(0);
        var spec = Free("ls -A $APEX_ATTEMPT_DIR; touch $APEX_ATTEMPT_DIR/mine");

        (await _runner.RunAsync(spec)).ExitCode.ShouldBe(0);

        _runner.Log(spec.Id).ShouldBe("");
        new DirectoryInfo(Folder(spec)).LinkTarget.ShouldBeNull();
        Directory.GetFileSystemEntries(Folder(spec)).ShouldBe([Path.Combine(Folder(spec), "mine")]);
        Directory.Exists(Folder(changed)).ShouldBe(isThere, "what a command left stays");
    }

    [Fact]
    public async Task Run_AfterOneThatMayBeWrittenToLater_HasOneOfItsOwn()
    {
        var kept = _runner.Spec("true");
        await _runner.RunAsync(kept);
        await _runner.RunAsync(Free("true"));

        Directory.Exists(Folder(kept)).ShouldBeTrue();
    }

    [Fact]
    public async Task Run_AfterOneThatMayLiveOn_HasOneOfItsOwn()
    {
        using var runner = new RunnerHarness(static options => options with { Slots = 1, Containment = ContainmentChoice.None });
        var left = runner.Shell("env -i setsid sh -c 'echo $$ > left; exec sleep 300' > /dev/null 2>&1 & until [ -s left ]; do :; done") with { FolderIsFreeAfterwards = true };
        (await runner.RunAsync(left)).EmptinessProven.ShouldBeFalse("else this shows nothing");
        try
        {
            await runner.RunAsync(runner.Spec("true"));

            Directory.Exists(runner.Core.SpoolFolder(left.Id)).ShouldBeTrue();
        }
        finally
        {
            Native.ChildProcess.Signal(int.Parse(await RunnerHarness.LineOfAsync(runner.FileFor("left"))), Native.Libc.SigKill);
        }
    }

    private AttemptSpec Free(string script) => _runner.Shell(script) with { FolderIsFreeAfterwards = true };

    private string Folder(AttemptSpec spec) => _runner.Core.SpoolFolder(spec.Id);
}
