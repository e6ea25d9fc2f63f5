using System.Diagnostics;

namespace Apex.Cluster.Tests.Harness;

/// <summary>A program of the machine that a test needs. Where it is missing the test is skipped with a reason, but not in CI: <c>.ci/run</c> installs it.</summary>
public static class Tool
{
    /// <summary>True in CI, where <c>.ci/run</c> has installed what a test requires: there it is never skipped.</summary>
    private static bool MustBeThere => Environment.GetEnvironmentVariable("CI") == "true";

    /// <summary>Path of the first of these programs that is there.</summary>
    public static string Find(string what, params string[] programs)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        var found = programs.SelectMany(program => folders.Select(folder => Path.Combine(folder, program))).FirstOrDefault(File.Exists);
        Assert.SkipUnless(found is not null || MustBeThere, $"{what} is not installed here; .ci/run installs it");
        return found.ShouldNotBeNull($"{what} is missing, and .ci/run should have installed it");
    }

    /// <summary>Requires that a program works.</summary>
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
