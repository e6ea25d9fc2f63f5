using Apex.Categories;
using Apex.Runner.Native;

namespace Apex.Runner;

public sealed class JournalTests : IDisposable
{
    private readonly RunnerHarness _runner = new();

    public void Dispose() => _runner.Dispose();

    [Fact]
    public async Task Place_Twice_StartsOnce()
    {
        var spec = _runner.Shell("echo started >> starts; sleep 0.2");
        await _runner.PlaceAsync(spec, spec);
        await _runner.PlaceAsync(spec);
        await _runner.EndOfAsync(spec.Id);
        await _runner.PlaceAsync(spec);
        await _runner.Link.AcknowledgeAsync([spec.Id], RunnerHarness.Token);
        await _runner.PlaceAsync(spec);

        (await _runner.RefusalOfAsync(spec.Id)).Reason.ShouldBe("it has run here and its end is recorded; an attempt is never started again");
        File.ReadAllLines(_runner.FileFor("starts")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Place_AfterCrashAndAck_IsStillRefused()
    {
        var spec = _runner.Shell("echo started >> starts");
        await _runner.RunAsync(spec);
        await _runner.Link.AcknowledgeAsync([spec.Id], RunnerHarness.Token);
        _runner.Crash();
        await _runner.PlaceAsync(spec);

        await _runner.RefusalOfAsync(spec.Id);
        File.ReadAllLines(_runner.FileFor("starts")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Place_TooOldOrBadOrBelowTheEpoch_IsRefused()
    {
        var old = _runner.Spec("true") with { IssuedAt = TimeProvider.System.GetUtcNow().AddSeconds(-61) };
        var path = _runner.Spec("true") with { Id = new AttemptId("..", "layer", "cat", 1) };
        var running = _runner.Spec("sleep", "300") with { Epoch = 3 };
        await _runner.PlaceAsync(old, path, running, running with { Epoch = 2 });

        (await _runner.RefusalOfAsync(old.Id)).Reason.ShouldBe("it was issued 61 s ago, more than 60 s");
        (await _runner.RefusalOfAsync(path.Id)).Reason.ShouldContain("no attempt id");
        (await _runner.RefusalOfAsync(running.Id)).Reason.ShouldBe("its epoch 2 is below 3, the highest known here");
    }

    [Theory]
    [InlineData(ContainmentChoice.Automatic)]
    [InlineData(ContainmentChoice.None)]
    public async Task Restart_CommandStillRuns_KillsItAndReportsLost(ContainmentChoice containment)
    {
        using var runner = new RunnerHarness(options => options with { Containment = containment });
        var spec = runner.Shell("trap '' TERM INT; echo $$ > pid; while :; do sleep 0.1; done");
        var waiting = runner.Spec("true") with { Groups = [new AdmissionGroup("g", 1)] };
        var blocker = runner.Spec("sleep", "300") with { Groups = [new AdmissionGroup("g", 1)] };
        await runner.PlaceAsync(spec, blocker, waiting);
        var pid = int.Parse(await RunnerHarness.LineOfAsync(runner.FileFor("pid")));
        await runner.BeginOfAsync(spec.Id);
        await runner.Link.AdoptAsync(spec.Id, 7, RunnerHarness.Token);

        runner.Crash();

        var end = await runner.EndOfAsync(spec.Id);
        (end.Cause, end.Epoch, end.EmptinessProven).ShouldBe((EndCause.Lost, 7, true));
        end.StartedAt.ShouldNotBeNull();
        ProcFs.StartedAtMs(pid).ShouldBeNull();
        var unstarted = await runner.EndOfAsync(waiting.Id);
        (unstarted.Cause, unstarted.StartedAt).ShouldBe((EndCause.Lost, null));
        (await runner.Link.InventoryAsync(RunnerHarness.Token)).ShouldAllBe(held => held.State == HeldState.Ended);
    }

    [Fact]
    public async Task Restart_EndWasNotAcknowledged_IsToldAgainAsItWas()
    {
        var spec = _runner.Shell("exit 9");
        var end = await _runner.RunAsync(spec);
        _runner.Crash();

        (await _runner.EndOfAsync(spec.Id)).ShouldBe(end);
        await _runner.Link.AcknowledgeAsync([spec.Id], RunnerHarness.Token);
        (await _runner.Link.InventoryAsync(RunnerHarness.Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Restart_SpawningWithoutStarted_KillsByTheMark()
    {
        // What a runner leaves that dies between the spawn and its record.
        using var runner = new RunnerHarness(options => options with { Containment = ContainmentChoice.None });
        var id = new AttemptId("exec", "layer", "orphan", 1);
        var mark = AttemptMark.Of(id, runner.Options.StateFolder);
        var pid = DetachedProcess.Start(["/bin/sleep", "300"], new Dictionary<string, string> { [mark] = "1" }, runner.Root, runner.FileFor("out"));
        runner.Core.Abandon();
        using (var journal = JournalFile.Open(
            JournalReplay.PathFor(runner.Options.StateFolder, ProcFs.ReadBootId()),
            [new() { Kind = JournalKind.Placed, Id = id.ToString(), Epoch = 2 }, new() { Kind = JournalKind.Spawning, Id = id.ToString(), Epoch = 2 }],
            sound: 0,
            runner.Options,
            Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance))
        {
            journal.Flush();
        }

        runner.Crash();

        (await runner.EndOfAsync(id)).Cause.ShouldBe(EndCause.Lost);
        ProcFs.StartedAtMs(pid).ShouldBeNull();
    }

    [Fact]
    public async Task Restart_AfterAReboot_ReportsLostAndTouchesNoPid()
    {
        using var runner = new RunnerHarness();
        var id = new AttemptId("exec", "layer", "old", 1);
        var bystander = DetachedProcess.Start(["/bin/sleep", "300"], new Dictionary<string, string>(), runner.Root, runner.FileFor("out"));
        runner.Core.Abandon();
        var oldPath = JournalReplay.PathFor(runner.Options.StateFolder, "another-boot");
        JournalFile.Open(
            oldPath,
            [
                new() { Kind = JournalKind.Spawning, Id = id.ToString(), Epoch = 2 },
                new() { Kind = JournalKind.Started, Id = id.ToString(), Epoch = 2, Pid = bystander, StartedAtMs = ProcFs.StartedAtMs(bystander)!.Value },
            ],
            sound: 0,
            runner.Options,
            Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance).Dispose();

        runner.Crash();

        (await runner.EndOfAsync(id)).Cause.ShouldBe(EndCause.Lost);
        ProcFs.StartedAtMs(bystander).ShouldNotBeNull();
        File.Exists(oldPath).ShouldBeFalse();
        ChildProcess.Signal(bystander, Libc.SigKill);
        ChildProcess.TryReap(bystander, wait: true).ShouldNotBeNull().Signal.ShouldBe(Libc.SigKill);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public async Task Restart_TornLastRecord_KeepsAllBeforeIt(int cut)
    {
        var (first, second) = (_runner.Shell("exit 1"), _runner.Shell("exit 2"));
        await _runner.RunAsync(first);
        await _runner.RunAsync(second);
        _runner.Core.Abandon();
        var path = JournalReplay.PathFor(_runner.Options.StateFolder, ProcFs.ReadBootId());
        await using (var file = new FileStream(path, FileMode.Open))
        {
            file.SetLength(file.Length - cut);
        }

        _runner.Crash();

        (await _runner.EndOfAsync(first.Id)).ExitCode.ShouldBe(1);
        // Its exit was the torn record: what is known is that it ran and that no end is known.
        (await _runner.EndOfAsync(second.Id)).Cause.ShouldBe(EndCause.Lost);
    }

    [Fact]
    public void Read_ChangedByte_StopsThere()
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using var writer = new System.Text.Json.Utf8JsonWriter(Stream.Null);
        JournalCodec.Append(buffer, writer, new JournalRecord { Kind = JournalKind.Placed, Id = "a/b/c#1", Epoch = 1 });
        var sound = buffer.WrittenCount;
        JournalCodec.Append(buffer, writer, new JournalRecord { Kind = JournalKind.Acked, Id = "a/b/c#1", Epoch = 1 });
        var bytes = buffer.WrittenSpan.ToArray();
        bytes[sound + 20] ^= 1;

        var records = JournalCodec.Read(bytes, out var end);

        records.ShouldHaveSingleItem().Kind.ShouldBe(JournalKind.Placed);
        end.ShouldBe(sound);
    }

    [Fact]
    public void Forget_OldAndSettled_GoesWhatIsOpenStays()
    {
        var book = new AttemptBook();
        var now = TimeProvider.System.GetUtcNow();
        book.Add(new Attempt { Id = new("e", "l", "old", 1), Stage = AttemptStage.Acked, SettledAt = now.AddHours(-25) });
        book.Add(new Attempt { Id = new("e", "l", "young", 1), Stage = AttemptStage.Tombstone, SettledAt = now.AddHours(-23) });
        book.Add(new Attempt { Id = new("e", "l", "open", 1), Stage = AttemptStage.Ended });

        book.Forget(now.AddHours(-24));

        book.All.Select(attempt => attempt.Id.Category).ShouldBe(["young", "open"]);
        book.ToRecords("boot").Select(record => record.Kind).ShouldBe([JournalKind.Boot, JournalKind.Tombstone, JournalKind.Exited]);
    }
}
