using System.Text;

namespace Apex.Runner;

public sealed class OutputTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("apex-log-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Run_OneGibibyteOfOutput_KeepsHeadAndTailWithinTheCap()
    {
        using var runner = new RunnerHarness();
        var spec = runner.Shell("echo the first line; head -c 1073741824 /dev/zero | tr '\\0' x; echo; echo the last line");
        await runner.PlaceAsync(spec);
        var folder = runner.Core.SpoolFolder(spec.Id);
        long most = 0;
        var ended = runner.EndOfAsync(spec.Id);
        using var turn = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!ended.IsCompleted)
        {
            most = Math.Max(most, SizeOf(folder));
            await turn.WaitForNextTickAsync(RunnerHarness.Token);
        }

        var end = await ended;

        (end.Cause, end.ExitCode).ShouldBe((EndCause.Exited, 0));
        most.ShouldBeLessThanOrEqualTo(128L * 1024 * 1024 + 65536);
        end.LogBytes.ShouldBe(1073741824L + 30);
        end.LogBytesDropped.ShouldBeGreaterThan(900_000_000);
        var first = AttemptLog.Read(folder, 0, 100);
        first.Text.ShouldStartWith("the first line\nxxx");
        first.Length.ShouldBe(end.LogBytes);
        AttemptLog.Read(folder, first.Length - 14, 100).Text.ShouldBe("the last line\n");
        AttemptLog.Read(folder, 64 * 1024 * 1024, 10).Text.ShouldBe($"… apex: {end.LogBytesDropped} bytes cut …\nxxxxxxxxxx");
    }

    [Fact]
    public void Write_OverTheCap_JoinsHeadMarkerAndTail()
    {
        using var log = new LogWriter(_folder, 32 * 1024);
        for (var line = 0; line < 10_000; line++)
        {
            log.Write(Encoding.ASCII.GetBytes($"line {line:00000}\n"), line, TimeProvider.System.GetUtcNow());
        }

        var page = AttemptLog.Read(_folder, 0, int.MaxValue);

        page.Text.ShouldStartWith("line 00000\nline 00001\n");
        page.Text.ShouldEndWith("line 09998\nline 09999\n");
        page.Text.ShouldContain($"\n… apex: {log.Dropped} bytes cut …\n");
        page.NextOffset.ShouldBe(110_000);
        SizeOf(_folder, "log*").ShouldBeLessThanOrEqualTo((32 * 1024) + new FileInfo(AttemptLogFiles.Times(_folder)).Length);
        AttemptLog.Read(_folder, page.NextOffset, 100).Bytes.ShouldBeEmpty();
    }

    [Fact]
    public void Write_DiskRefuses_CountsAndSaysSo()
    {
        // A folder where the log should be: fails for root too, as a full disk would.
        Directory.CreateDirectory(AttemptLogFiles.Head(_folder));
        using var log = new LogWriter(_folder, 32 * 1024);
        log.Write("some output"u8, 0, TimeProvider.System.GetUtcNow());

        log.Dropped.ShouldBe(11);
        log.Error.ShouldNotBeNull().ShouldStartWith($"{_folder}/log cannot be opened");
    }

    [Fact]
    public async Task Run_LogCannotBeWritten_KeepsTheVerdictAndSaysSo()
    {
        using var runner = new RunnerHarness();
        var spec = runner.Shell("mkdir \"$APEX_ATTEMPT_DIR/log\"; echo lost; exit 3");

        var end = await runner.RunAsync(spec);

        (end.Cause, end.ExitCode, end.LogBytes, end.LogBytesDropped).ShouldBe((EndCause.Exited, 3, 5L, 5L));
        end.Reason.ShouldNotBeNull().ShouldContain("the output is not kept");
    }

    [Fact]
    public async Task Place_DiskBelowItsFloor_IsRefused()
    {
        using var runner = new RunnerHarness(options => options with { DiskFloorBytes = long.MaxValue });
        var spec = runner.Spec("true");
        await runner.PlaceAsync(spec);

        (await runner.RefusalOfAsync(spec.Id)).Reason.ShouldStartWith("disk full: ");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Mask_WhateverTheChunks_HidesEverySecret(int chunk)
    {
        var masker = new SecretMasker(SecretPatterns.Of(["hunter2", "hunter2-long", "topsecret", "abc"]));
        var text = Encoding.UTF8.GetBytes("a hunter2 b hunter2-long c hunter d topstopsecret e hunthunter2 abc hunter2-lo");
        var masked = new List<byte>();
        foreach (var part in text.Chunk(chunk))
        {
            masked.AddRange(masker.Next(part));
        }

        masked.AddRange(masker.Finish());

        Encoding.UTF8.GetString([.. masked]).ShouldBe("a *** b *** c hunter d tops*** e hunt*** abc ***-lo");
    }

    [Fact]
    public void Mask_SecretOfSeveralLines_HidesEachLine()
    {
        var masker = new SecretMasker(SecretPatterns.Of(["-----BEGIN-----\nMIIEvQ\n-----END-----"]));

        Encoding.UTF8.GetString([.. masker.Next("x MIIEvQ y"u8), .. masker.Finish()]).ShouldBe("x *** y");
    }

    private static long SizeOf(string folder, string pattern = "*") =>
        Directory.Exists(folder) ? new DirectoryInfo(folder).EnumerateFiles(pattern).Sum(file => file.Exists ? file.Length : 0) : 0;
}
