using System.Net.Sockets;
using Apex.Runner.Native;

namespace Apex.Runner;

/// <summary>The verb <c>stop --home DIR [--force]</c>: stops the silo, and the runner once no command runs.</summary>
public static class StopCommand
{
    private const int Refused = 2;
    private const int EndPatienceMs = 15_000;

    /// <param name="args">Arguments after the verb.</param>
    /// <returns>0 stopped or nothing ran; 2 refused, with the list of attempts on stderr; 3 the runner did not answer.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        ThisProcess.ResetChildSignal();
        var (arguments, problem) = HostArguments.Parse(args);
        if (arguments is null)
        {
            await Console.Error.WriteLineAsync($"apex stop: {problem}");
            return Refused;
        }

        var home = new ApexHome(arguments.Home);
        if (!IsHeld(home))
        {
            await Console.Error.WriteLineAsync($"no runner of {home.Root} runs");
            return 0;
        }

        try
        {
            return await AskAsync(home, arguments.Force);
        }
        catch (Exception error) when (error is IOException or SocketException or InvalidDataException)
        {
            await Console.Error.WriteLineAsync($"the runner of {home.Root} does not answer: {error.Message}; its log is {home.RunnerLog}");
            return 3;
        }
    }

    private static async Task<int> AskAsync(ApexHome home, bool force)
    {
        var question = new RunnerFrame { Type = FrameType.Shutdown, Force = force };
        var (answer, runner) = await RunnerClient.AskAsync(home.SocketPath, question, CancellationToken.None);
        if (answer.Error is { } refusal)
        {
            await Console.Error.WriteLineAsync(refusal);
            return Refused;
        }

        var status = await StatusAsync(home);
        if (status is { Running: > 0 })
        {
            await Console.Error.WriteLineAsync($"the silo is stopped; {status.Running} commands go on under runner {runner.Pid} until they end");
            return 0;
        }

        var pidFd = ChildProcess.OpenPidFd(runner.Pid);
        if (pidFd >= 0)
        {
            ChildProcess.WaitPidFd(pidFd, EndPatienceMs);
            _ = Libc.Close(pidFd);
        }

        return 0;
    }

    private static async Task<RunnerStatus?> StatusAsync(ApexHome home)
    {
        try
        {
            var (answer, _) = await RunnerClient.AskAsync(home.SocketPath, new RunnerFrame { Type = FrameType.Status }, CancellationToken.None);
            return answer.Status;
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            // It has ended already.
            return null;
        }
    }

    private static bool IsHeld(ApexHome home)
    {
        if (!File.Exists(home.LockFile))
        {
            return false;
        }

        using var probe = FileLock.TryTake(home.LockFile);
        return probe is null;
    }
}
