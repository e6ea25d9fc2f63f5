#pragma warning disable RS0030 // the client owns no commands under test: nothing here can be reaped by mistake (docs/adr)
using System.ComponentModel;
using System.Diagnostics;
using Apex.Executions;

namespace Apex.Runs;

/// <summary>Asks git for commit, branch and state of a working tree. Without git, or outside a repository, there are no facts.</summary>
internal static class GitFacts
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(3);

    public static async Task<WorkingTree?> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        // One call tells everything, and takes no lock that a git command of the user could meet.
        var status = await GitAsync(folder, cancellationToken, "--no-optional-locks", "status", "--porcelain=v2", "--branch", "--untracked-files=normal");
        return status is null ? null : Parse(status);
    }

    public static WorkingTree Parse(string status)
    {
        string? commit = null, branch = null;
        var dirty = false;
        foreach (var line in status.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("# branch.oid ", StringComparison.Ordinal))
            {
                commit = Value(line, "(initial)");
            }
            else if (line.StartsWith("# branch.head ", StringComparison.Ordinal))
            {
                branch = Value(line, "(detached)");
            }
            else if (line[0] != '#')
            {
                dirty = true;
            }
        }

        return new WorkingTree { Commit = commit, Branch = branch, Dirty = dirty };
    }

    private static string? Value(string line, string none)
    {
        var value = line.Split(' ', 3)[2].Trim();
        return value == none ? null : value;
    }

    private static async Task<string?> GitAsync(string folder, CancellationToken cancellationToken, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_limit);
        try
        {
            using var git = Process.Start(start);
            if (git is null)
            {
                return null;
            }

            git.StandardInput.Close();
            try
            {
                var said = git.StandardOutput.ReadToEndAsync(limit.Token);
                var complained = git.StandardError.ReadToEndAsync(limit.Token);
                await Task.WhenAll(said, complained, git.WaitForExitAsync(limit.Token));
                return git.ExitCode == 0 ? await said : null;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                git.Kill(entireProcessTree: true); // a huge tree on a slow disk: go without
                return null;
            }
        }
        catch (Exception error) when (error is Win32Exception or IOException or InvalidOperationException)
        {
            return null; // no git on this machine
        }
    }
}
