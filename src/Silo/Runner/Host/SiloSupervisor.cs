using Apex.Runner.Native;
using Microsoft.Extensions.Logging;

namespace Apex.Runner;

/// <summary>Keeps one silo alive: starts it, starts it again with growing pauses, replaces it by another build, stops it.</summary>
internal sealed partial class SiloSupervisor(ApexHome home, RunnerCore core, TimeProvider time, ILogger logger)
{
    private const int QuickFailuresAtMost = 10;

    /// <summary>The silo's own word that it cannot have what it needs (settings, port, database): one more try, for a lock that is just being let go.</summary>
    private const int UnusableExitCode = 3;
    private const int UnusableWeight = 5;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private TaskCompletionSource _hurry = NewSignal();
    private TaskCompletionSource _changed = NewSignal();
    private SiloCommand? _command;
    private int _pid;
    private int _pidFd = -1;
    private bool _stopping;
    private SiloCommand? _living;
    private bool _wasKilled;

    public int? SiloPid => Volatile.Read(ref _pid) is > 0 and var pid ? pid : null;

    public string? Build => _command?.Build;

    /// <summary>From SIGTERM to SIGKILL.</summary>
    public TimeSpan StopPatience { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Runs until the silo was stopped, ended by itself in order, or cannot be kept alive.</summary>
    /// <param name="command">What to start.</param>
    /// <param name="takeOver">A silo that lives already.</param>
    /// <param name="holdsAttempts">True while attempts are held, for which the silo is needed.</param>
    /// <returns>False if it was given up.</returns>
    public async Task<bool> RunAsync(SiloCommand command, int? takeOver, Func<Task<bool>> holdsAttempts)
    {
        lock (_gate)
        {
            (_command, _stopping) = (command, false);
            _hurry = NewSignal();
        }

        var pause = FirstPause;
        for (var quickFailures = 0; ;)
        {
            var began = time.GetTimestamp();
            var exitCode = await LiveAsync(takeOver);
            takeOver = null;
            if (Decide(out var replaced))
            {
                return true;
            }

            if (replaced)
            {
                pause = FirstPause;
                continue;
            }

            if (exitCode == 0 && !await holdsAttempts())
            {
                return true;
            }

            var wasSettled = time.GetElapsedTime(began) >= Settled;
            quickFailures = wasSettled ? 0 : quickFailures + (exitCode == UnusableExitCode ? UnusableWeight : 1);
            pause = wasSettled ? FirstPause : pause;
            if (quickFailures >= QuickFailuresAtMost && !await holdsAttempts())
            {
                LogGivenUp(quickFailures, home.SiloLog);
                return false;
            }

            await Task.WhenAny(Task.Delay(HostSettings.TestRestartDelay() ?? pause, time), Hurry());
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>Has a silo of another build started in the place of this one.</summary>
    /// <returns>False if the silo is being stopped.</returns>
    public async Task<bool> ReplaceAsync(SiloCommand command)
    {
        Task changed;
        lock (_gate)
        {
            if (_stopping)
            {
                return false;
            }

            _command = command;
            changed = _changed.Task;
            _hurry.TrySetResult();
        }

        await EndAsync();
        await changed.WaitAsync(StopPatience, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return true;
    }

    public async Task StopAsync()
    {
        lock (_gate)
        {
            _stopping = true;
            _hurry.TrySetResult();
        }

        await EndAsync();
    }

    // SIGTERM, patience, SIGKILL; returns when it is gone.
    private async Task EndAsync()
    {
        var fd = Volatile.Read(ref _pidFd);
        if (fd < 0)
        {
            return;
        }

        ChildProcess.SignalPidFd(fd, Libc.SigTerm);
        if (!await Task.Run(() => ChildProcess.WaitPidFd(fd, (int)StopPatience.TotalMilliseconds)))
        {
            LogKilled(_pid);
            ChildProcess.SignalPidFd(fd, Libc.SigKill);
            await Task.Run(() => ChildProcess.WaitPidFd(fd, (int)StopPatience.TotalMilliseconds));
        }
    }

    private bool Decide(out bool replaced)
    {
        lock (_gate)
        {
            replaced = _command != _living;
            if (_hurry.Task.IsCompleted && !_stopping)
            {
                _hurry = NewSignal();
            }

            return _stopping;
        }
    }

    // One life of a silo. Its exit code: 0 if it ended in order; null if a signal ended it or nothing is known.
    private async Task<int?> LiveAsync(int? takeOver)
    {
        SiloCommand command;
        lock (_gate)
        {
            command = _living = _command!;
        }

        try
        {
            var pid = takeOver ?? Start(command);
            var fd = ChildProcess.OpenPidFd(pid);
            Volatile.Write(ref _pid, pid);
            Volatile.Write(ref _pidFd, fd);
            Announce();
            var isStopped = IsStopWanted();
            if (isStopped)
            {
                ChildProcess.SignalPidFd(fd, Libc.SigTerm);
            }

            var exit = await DetachedProcess.WaitAsync(pid, fd);
            Volatile.Write(ref _pid, 0);
            Volatile.Write(ref _pidFd, -1);
            _ = fd >= 0 ? Libc.Close(fd) : 0;
            core.ReleaseChild(pid);
            LogEnded(pid, exit?.ExitCode, exit?.Signal);
            _wasKilled |= exit?.Signal is not null;

            // The exit code of a silo that is no child of ours is not to be had; the file that it deletes last tells.
            return exit is { } known ? known.ExitCode : File.Exists(home.SiloFile) ? null : 0;
        }
        catch (IOException error)
        {
            LogCannotStart(error.Message);
            return null;
        }
    }

    private int Start(SiloCommand command)
    {
        var environment = new Dictionary<string, string>(OwnEnvironment.Read(), StringComparer.Ordinal) { ["APEX_RUNNER_SOCKET"] = home.SocketPath };
        if (!_wasKilled && Environment.GetEnvironmentVariable(EnvironmentCrashPoints.Variable) is { } crash)
        {
            // A test's crash point is for one life: the next one must get past it. A life that never began (a port was taken) does not count.
            environment[EnvironmentCrashPoints.Variable] = crash;
        }

        if (Environment.GetEnvironmentVariable(HostSettings.RestartDelay) is { } delay)
        {
            environment[HostSettings.RestartDelay] = delay;
        }

        var pid = DetachedProcess.Start(command.ToStart(home.Root), environment, home.Root, home.SiloLog);
        core.KeepChild(pid);
        LogStarted(pid, command.Build);
        return pid;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Task Hurry()
    {
        lock (_gate)
        {
            return _hurry.Task;
        }
    }

    private bool IsStopWanted()
    {
        lock (_gate)
        {
            return _stopping || _command != _living;
        }
    }

    private void Announce()
    {
        lock (_gate)
        {
            _changed.TrySetResult();
            _changed = NewSignal();
        }
    }

    [LoggerMessage(4501, LogLevel.Information, "Silo {Pid} started, build {Build}")]
    private partial void LogStarted(int pid, string build);

    [LoggerMessage(4502, LogLevel.Information, "Silo {Pid} ended, exit code {ExitCode}, signal {Signal}")]
    private partial void LogEnded(int pid, int? exitCode, int? signal);

    [LoggerMessage(4503, LogLevel.Error, "The silo cannot be started: {Reason}")]
    private partial void LogCannotStart(string reason);

    [LoggerMessage(4504, LogLevel.Warning, "Silo {Pid} did not stop in time and is killed")]
    private partial void LogKilled(int pid);

    [LoggerMessage(4505, LogLevel.Error, "The silo ended {Count} times right after its start and is given up; its output is in {Log}")]
    private partial void LogGivenUp(int count, string log);
}
