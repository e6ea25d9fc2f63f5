using System.Diagnostics;
using Apex.Client.Tests.Fixtures;

namespace Apex.Client.Tests;

/// <summary>A result that cannot be written is no success; a reader that leaves is no failure.</summary>
public sealed class FullDiskTests
{
    private readonly string _apex = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../../src/Client", BuildFolder, "apex"));

    // bin/Release/net10.0 of this project is bin/Release/net10.0 of the client
    private static string BuildFolder => Path.GetRelativePath(Path.Combine(AppContext.BaseDirectory, "../../.."), AppContext.BaseDirectory);

    [Theory]
    [InlineData("\"$0\" version > /dev/full", ExitCode.Error, "error: stdout cannot be written: No space left on device\n")]
    [InlineData("\"$0\" version -o json > /dev/full", ExitCode.Error, "output_failed")]
    [InlineData("{ \"$0\" --help; echo $? >&2; } | :", 0, "0\n")]
    [InlineData("\"$0\" nonsense 2> /dev/full", ExitCode.Refused, "")]
    public async Task Apex_WithAnOutputThatTakesNothing_SaysSoUnlessNobodyReads(string script, int code, string expected)
    {
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", script, _apex]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
        var error = await shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);

        shell.ExitCode.ShouldBe(code, error);
        error.ShouldContain(expected);
    }

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    [InlineData("jsonl")]
    public async Task Run_OntoAFullDisk_IsFollowedToTheEndAndExits3(string format)
    {
        using var cli = new TestCli { StandardOutput = new FullDisk() };
        cli.Region.Events = Samples.Events();
        cli.Write("apex.yaml", "version: 1\n");

        var result = await cli.RunAsync("run", "-o", format);

        result.Code.ShouldBe(ExitCode.Error);
        result.Error.ShouldContain("stdout cannot be written: No space left on device");
        cli.Region.Cancels.ShouldBeEmpty();
    }

    private sealed class FullDisk : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("No space left on device", 28);
    }
}
