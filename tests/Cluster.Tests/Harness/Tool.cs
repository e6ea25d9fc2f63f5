using System.Diagnostics;

namespace Apex.Cluster.Tests.Harness;

/// <summary>A program of the machine that a test checks against.</summary>
public static class Tool
{
    /// <summary>True in CI, where <c>.ci/run</c> has installed what a test requires: there it is never skipped.</summary>
    private static bool MustBeThere => Environment.GetEnvironmentVariable("CI") == "true";

    /// <summary>Skips the test where the tool is missing; in CI that is a failure.</summary>
    public static async Task RequireAsync(string program, params string[] arguments)
    {
        var found = await RunAsync(Environment.CurrentDirectory, program, arguments);
        Assert.SkipUnless(found.ExitCode == 0 || MustBeThere, $"{program} {string.Join(' ', arguments)} does not work on this machine; .ci/run installs what it needs, and there a test is never skipped for it");
        found.ShouldExit(0);
    }

    public static async Task<CommandResult> RunAsync(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start)!;
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return new CommandResult(process.ExitCode, await output, await errors);
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return new CommandResult(127, "", missing.Message);
        }
    }
}
