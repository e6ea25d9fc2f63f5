using System.Diagnostics;

namespace Apex.Cluster.Tests.Harness;

/// <summary>Test tools of this machine. Where one is missing the test is skipped with a reason, but not in CI: <c>.ci/run</c> installs them.</summary>
internal static class Tools
{
    /// <summary>Path of the first of these programs that is there.</summary>
    public static string Need(string what, params string[] programs)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        var found = programs.SelectMany(program => folders.Select(folder => Path.Combine(folder, program))).FirstOrDefault(File.Exists);
        if (found is null)
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", $"{what} is not installed here; .ci/run installs it");
            Assert.Fail($"{what} is missing, and .ci/run should have installed it");
        }

        return found;
    }

    /// <summary>Runs a program of the machine to prepare a project.</summary>
    public static async Task RunAsync(string folder, string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var said = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var complained = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(3), TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', arguments)}\n{await said}\n{await complained}");
    }
}
