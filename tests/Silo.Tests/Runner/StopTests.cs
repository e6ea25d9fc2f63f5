using Apex.Runner.Native;

namespace Apex.Runner;

public sealed class StopTests : IDisposable
{
    private readonly RunnerHarness _runner = new();

    public void Dispose() => _runner.Dispose();

    [Fact]
    public async Task Stop_Interruptible_EndsBySigInt()
    {
        var end = await StopAsync(_runner.Spec("sleep", "300"));

        (end.Cause, end.Signal).ShouldBe((EndCause.Stopped, Libc.SigInt));
        end.Reason.ShouldBe("asked by a test");
        end.DurationMs.ShouldBeLessThan(290);
    }

    [Fact]
    public async Task Stop_HandlesSigInt_KeepsItsExitCode()
    {
        var end = await StopAsync(_runner.Shell("trap 'exit 3' INT; echo ready; while :; do sleep 0.02; done"), "ready");

        (end.Cause, end.ExitCode).ShouldBe((EndCause.Stopped, 3));
    }

    [Fact]
    public async Task Stop_IgnoresSigInt_EndsBySigTerm()
    {
        var end = await StopAsync(_runner.Shell("trap '' INT; echo ready; exec sleep 300"), "ready");

        (end.Cause, end.Signal).ShouldBe((EndCause.Stopped, Libc.SigTerm));
    }

    [Fact]
    public async Task Stop_IgnoresSigTerm_EndsBySigKill()
    {
        var end = await StopAsync(_runner.Shell("trap '' INT TERM; echo ready; while :; do sleep 0.02; done"), "ready");

        (end.Cause, end.Signal).ShouldBe((EndCause.Stopped, Libc.SigKill));
        end.DurationMs.ShouldBeInRange(600, 5000);
    }

    [Fact]
    public async Task Stop_Waiting_GivesItBackUnstarted()
    {
        using var one = new RunnerHarness(options => options with { Slots = 1 });
        var (first, second) = (one.Spec("sleep", "300"), one.Spec("touch", "started"));
        await one.PlaceAsync(first, second);
        await one.StopAsync(second.Id);
        var end = await one.EndOfAsync(second.Id);
        await one.StopAsync(first.Id);
        await one.EndOfAsync(first.Id);

        (end.Cause, end.StartedAt, end.EmptinessProven).ShouldBe((EndCause.Stopped, null, true));
        File.Exists(one.FileFor("started")).ShouldBeFalse();
    }

    [Fact]
    public async Task Stop_BeforePlace_LeavesATombstone()
    {
        var spec = _runner.Spec("touch", "started");
        await _runner.StopAsync(spec.Id);
        await _runner.PlaceAsync(spec);

        (await _runner.RefusalOfAsync(spec.Id)).Reason.ShouldBe("it was stopped before it came");

        _runner.Crash();
        await _runner.PlaceAsync(spec);
        (await _runner.RefusalOfAsync(spec.Id)).Reason.ShouldBe("it was stopped before it came");
        File.Exists(_runner.FileFor("started")).ShouldBeFalse();
    }

    [Fact]
    public async Task Stop_EpochBelowTheHighest_IsIgnored()
    {
        var spec = _runner.Shell("read line < go; exit 4");
        await _runner.RunAsync(_runner.Spec("mkfifo", "go"));
        await _runner.PlaceAsync(spec);
        await _runner.BeginOfAsync(spec.Id);
        await _runner.Link.AdoptAsync(spec.Id, 5, RunnerHarness.Token);
        await _runner.StopAsync(spec.Id, epoch: 4);
        await File.WriteAllTextAsync(_runner.FileFor("go"), "go\n", RunnerHarness.Token);

        var end = await _runner.EndOfAsync(spec.Id);

        (end.Cause, end.ExitCode, end.Epoch).ShouldBe((EndCause.Exited, 4, 5));
    }

    [Fact]
    public async Task Limit_WallClock_IsATimeout()
    {
        var end = await _runner.RunAsync(_runner.Spec("sleep", "300") with { TimeoutMs = 200 });

        end.Cause.ShouldBe(EndCause.Timeout);
        end.Reason.ShouldBe("it ran longer than its limit of 0.2 s");
        end.DurationMs.ShouldBeInRange(200, 3000);
    }

    [Fact]
    public async Task Limit_NoOutput_IsAHang()
    {
        var end = await _runner.RunAsync(_runner.Shell("for i in 1 2 3 4; do echo $i; sleep 0.15; done; sleep 300") with { NoOutputTimeoutMs = 500 });

        end.Cause.ShouldBe(EndCause.Hang);
        end.Reason.ShouldBe("it printed nothing for 0.5 s");
        end.DurationMs.ShouldBeGreaterThan(900);
    }

    [Fact]
    public async Task Limit_BudgetUsedUpWhileWaiting_NeverStarts()
    {
        using var one = new RunnerHarness(options => options with { Slots = 1 });
        var (first, second) = (one.Spec("sleep", "300"), one.Spec("touch", "started") with { BudgetMs = 200 });
        await one.PlaceAsync(first, second);
        var end = await one.EndOfAsync(second.Id);

        (end.Cause, end.StartedAt).ShouldBe((EndCause.Timeout, null));
        end.Reason.ShouldBe("its time budget was used up while it waited for a slot");
    }

    [Fact]
    public async Task Limit_BudgetUsedUpWhileRunning_IsATimeout()
    {
        var end = await _runner.RunAsync(_runner.Spec("sleep", "300") with { BudgetMs = 200 });

        end.Cause.ShouldBe(EndCause.Timeout);
        end.Reason.ShouldBe("the time budget of its layer or execution was used up");
    }

    private async Task<AttemptEnd> StopAsync(AttemptSpec spec, string? ready = null)
    {
        await _runner.PlaceAsync(spec);
        await _runner.BeginOfAsync(spec.Id);
        if (ready is not null)
        {
            (await RunnerHarness.LineOfAsync(AttemptLogFiles.Head(_runner.Core.SpoolFolder(spec.Id)))).ShouldBe(ready);
        }

        await _runner.StopAsync(spec.Id);
        return await _runner.EndOfAsync(spec.Id);
    }
}
