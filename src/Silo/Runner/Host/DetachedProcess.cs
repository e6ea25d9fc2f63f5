using Apex.Runner.Native;

namespace Apex.Runner;

/// <summary>Starts a process of ours (silo, runner): a process group of its own, output appended to a file, nothing else inherited.</summary>
internal static class DetachedProcess
{
    /// <exception cref="IOException">It cannot be started.</exception>
    public static int Start(IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, string folder, string logFile)
    {
        var output = ThisProcess.OpenAppend(logFile);
        try
        {
            using var arguments = new NativeStringTable();
            using var variables = new NativeStringTable();
            foreach (var argument in command)
            {
                arguments.Add(argument);
            }

            foreach (var (name, value) in environment)
            {
                variables.Add(name, value);
            }

            var error = ProcessSpawner.Spawn(new SpawnRequest(command[0], folder, output), arguments, variables, out var pid);
            return error == 0 ? pid : throw new IOException(ProgramLookup.Explain(error, command[0], folder));
        }
        finally
        {
            _ = Libc.Close(output);
        }
    }

    /// <summary>Waits for the end of a process, on a thread that does nothing else.</summary>
    /// <returns>How it ended; null if it was no child of ours.</returns>
    public static Task<ChildExit?> WaitAsync(int pid, int pidFd)
    {
        var ended = new TaskCompletionSource<ChildExit?>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            // Without a descriptor it is gone already.
            if (pidFd >= 0)
            {
                ChildProcess.WaitPidFd(pidFd, Timeout.Infinite);
            }

            ended.SetResult(ChildProcess.TryReap(pid));
        })
        {
            IsBackground = true,
            Name = $"apex-wait-{pid}",
        }.Start();
        return ended.Task;
    }
}
