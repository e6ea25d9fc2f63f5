using Apex.Runner.Native;

namespace Apex.Runner;

/// <summary>A real host dies at each named point; another one starts on its home. The command has started at most once, nothing of it lives, and its end is told.</summary>
public sealed class CrashPointTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("runner.placed.before_journal")]
    [InlineData("runner.placed.after_journal")]
    [InlineData("runner.placed.after_effect")]
    [InlineData("runner.spawning.before_journal")]
    [InlineData("runner.spawning.after_journal")]
    [InlineData("runner.spawning.after_effect")]
    [InlineData("runner.spawned.before_journal")]
    [InlineData("runner.started.after_journal")]
    public async Task Crash_BeforeTheEnd_StartsAtMostOnceAndLeavesNothing(string point)
    {
        await using var host = new HostHarness();
        var first = host.StartHost(("APEX_CRASH_AT", point));
        var spec = host.Shell("echo $$ >> starts; exec sleep 300");
        var placing = host.Link.PlaceAsync([spec], Token);
        (await host.EndOfAsync(first)).Signal.ShouldBe(Libc.SigKill, $"{point} was not reached");

        host.StartHost();
        await placing;

        // What was not in the journal was sent again by the link and runs now; what was, is lost and must not run again.
        // A free slot admits in the turn that takes: both records are written together.
        var wasKnown = point is not ("runner.placed.before_journal" or "runner.spawning.before_journal");
        if (wasKnown)
        {
            (await host.NextAsync<AttemptEnded>()).End.Cause.ShouldBe(EndCause.Lost);
        }
        else
        {
            await host.NextAsync<AttemptBegan>();
            await host.Link.StopAsync([new StopOrder(spec.Id, 1, EndCause.Stopped, "test")], Token);
            (await host.NextAsync<AttemptEnded>()).End.Cause.ShouldBe(EndCause.Stopped);
        }

        await host.Link.AcknowledgeAsync([spec.Id], Token);
        (await host.Link.InventoryAsync(Token)).ShouldBeEmpty();
        Starts(host).Count.ShouldBeLessThanOrEqualTo(1);
        Starts(host).ShouldAllBe(pid => ProcFs.StartedAtMs(pid) == null);
    }

    [Theory]
    [InlineData("runner.exit.before_journal", EndCause.Lost)]
    [InlineData("runner.exit.after_journal", EndCause.Exited)]
    [InlineData("runner.exit.after_effect", EndCause.Exited)]
    public async Task Crash_AtTheEnd_TellsWhatIsKnown(string point, EndCause expected)
    {
        await using var host = new HostHarness();
        var first = host.StartHost(("APEX_CRASH_AT", point));
        var spec = host.Shell("echo $$ >> starts; exit 4");
        await host.Link.PlaceAsync([spec], Token);
        (await host.EndOfAsync(first)).Signal.ShouldBe(Libc.SigKill, $"{point} was not reached");

        host.StartHost();

        // The first life may have told it too, before it died.
        await host.NextAsync<RunnerDisconnected>();
        var end = (await host.NextAsync<AttemptEnded>()).End;
        (end.Cause, end.ExitCode).ShouldBe((expected, expected == EndCause.Exited ? 4 : null));
        Starts(host).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("runner.ack.before_journal", true)]
    [InlineData("runner.ack.after_journal", false)]
    [InlineData("runner.ack.after_effect", false)]
    public async Task Crash_AtTheAck_IsRepeatedWithoutHarm(string point, bool isToldAgain)
    {
        await using var host = new HostHarness();
        var first = host.StartHost(("APEX_CRASH_AT", point));
        var spec = host.Shell("echo $$ >> starts; exit 4");
        await host.Link.PlaceAsync([spec], Token);
        await host.NextAsync<AttemptEnded>();
        var acknowledging = host.Link.AcknowledgeAsync([spec.Id], Token);
        (await host.EndOfAsync(first)).Signal.ShouldBe(Libc.SigKill, $"{point} was not reached");

        host.StartHost();
        await acknowledging;

        if (isToldAgain)
        {
            (await host.NextAsync<AttemptEnded>()).End.ExitCode.ShouldBe(4);
        }

        (await host.Link.InventoryAsync(Token)).ShouldBeEmpty();
        await host.Link.PlaceAsync([spec], Token);
        (await host.NextAsync<AttemptRefused>()).Reason.ShouldContain("never started again");
        Starts(host).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("runner.stop.before_kill")]
    [InlineData("runner.withdrawn.after_journal")]
    [InlineData("runner.epoch.after_journal")]
    [InlineData("runner.tombstone.before_journal")]
    [InlineData("runner.tombstone.after_journal")]
    public async Task Crash_AtAStop_StaysStopped(string point)
    {
        await using var host = new HostHarness();
        var first = host.StartHost(("APEX_CRASH_AT", point), ("APEX_SLOTS", "1"));
        var spec = host.Shell("echo $$ >> starts; exec sleep 300");
        var waits = host.Shell("echo $$ >> waited");
        if (!point.Contains("tombstone", StringComparison.Ordinal))
        {
            await host.Link.PlaceAsync([spec, waits], Token);
            await host.NextAsync<AttemptBegan>();
            await RunnerHarness.LineOfAsync(Path.Combine(host.Folder, "starts"));
        }

        var target = point.Contains("withdrawn", StringComparison.Ordinal) ? waits.Id : spec.Id;
        var epoch = point.Contains("epoch", StringComparison.Ordinal) ? 5 : 1;
        var stopping = host.Link.StopAsync([new StopOrder(target, epoch, EndCause.Stopped, "test")], Token);
        (await host.EndOfAsync(first)).Signal.ShouldBe(Libc.SigKill, $"{point} was not reached");

        host.StartHost();
        await stopping;
        await host.Link.PlaceAsync([spec with { Epoch = 1 }], Token);

        (await host.Link.InventoryAsync(Token)).ShouldAllBe(held => held.State == HeldState.Ended);
        var starts = Starts(host);
        starts.ShouldAllBe(pid => ProcFs.StartedAtMs(pid) == null);
        starts.Count.ShouldBe(point.Contains("tombstone", StringComparison.Ordinal) ? 0 : 1);
        File.Exists(Path.Combine(host.Folder, "waited")).ShouldBeFalse();
    }

    private static List<int> Starts(HostHarness host)
    {
        var file = Path.Combine(host.Folder, "starts");
        return File.Exists(file) ? [.. File.ReadAllLines(file).Select(int.Parse)] : [];
    }
}
