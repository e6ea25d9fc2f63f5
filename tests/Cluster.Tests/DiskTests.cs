using System.Diagnostics;
using Apex.Cluster.Tests.Harness;

namespace Apex.Cluster.Tests;

/// <summary>A spool on a disk that is really full: a small tmpfs, where one can be mounted.</summary>
public sealed class DiskTests
{
    private const string Filler = "filler";

    [Fact]
    public async Task Run_SpoolDiskFull_SaysSoAndGoesOnOnceThereIsRoom()
    {
        await using var home = new ApexHome();
        var spool = Directory.CreateDirectory(Path.Combine(home.Home, "spool")).FullName;
        File.SetUnixFileMode(home.Home, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Assert.SkipUnless(await MountAsync("mount", "-t", "tmpfs", "-o", "size=560m", "apex-test", spool), "no tmpfs can be mounted here: run the tests as root, in a container with CAP_SYS_ADMIN");
        try
        {
            await FillAsync(Path.Combine(spool, Filler), mebibytes: 100);
            home.Configure(Projects.Three("echo here"));
            using var run = home.Start("run");
            var errors = run.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);

            var line = await LineWithAsync(run.StandardOutput, "disk full");
            line.ShouldContain(spool);
            line.ShouldContain("free some space");
            (await home.RunAsync("status")).ShouldExit(0).Output.ShouldContain("disk full");

            File.Delete(Path.Combine(spool, Filler));
            var rest = await run.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await run.WaitForExitAsync(TestContext.Current.CancellationToken);

            run.ExitCode.ShouldBe(0, rest + await errors);
            (await home.RunAsync("server", "stop")).ShouldExit(0);
        }
        finally
        {
            await home.RunAsync("server", "stop", "--force");
            (await MountAsync("umount", spool)).ShouldBeTrue("its own mount is taken away");
        }
    }

    private static async Task<string> LineWithAsync(StreamReader reader, string text)
    {
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException($"the run ended without a line that says '{text}'");
    }

    private static async Task FillAsync(string file, int mebibytes)
    {
        var piece = new byte[1024 * 1024];
        await using var stream = File.Create(file);
        for (var i = 0; i < mebibytes; i++)
        {
            await stream.WriteAsync(piece, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<bool> MountAsync(params string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardError = true })!;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode == 0;
    }
}
