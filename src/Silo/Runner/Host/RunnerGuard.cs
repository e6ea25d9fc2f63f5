using Apex.Runner.Native;

namespace Apex.Runner;

/// <summary>The silo's side of mutual care: when its runner is dead, it starts another, which takes this silo over.</summary>
/// <remarks>
/// Until then commands run without limits, so it happens at once. Two silos that do it at the same time are no harm: one of
/// the new runners gets the lock, the other hands over to it and ends.
/// </remarks>
public sealed class RunnerGuard(ApexHome home, TimeProvider time) : IRunnerGuard
{
    private static readonly TimeSpan NotAgainBefore = TimeSpan.FromSeconds(3);

    private readonly Lock _gate = new();
    private long? _startedAt;

    /// <summary>The silo that the new runner is to take over. Default: this process.</summary>
    internal int SiloPid { get; init; } = Environment.ProcessId;

    public Task OnUnreachableAsync(int? runnerPid)
    {
        lock (_gate)
        {
            var isFresh = _startedAt is { } started && time.GetElapsedTime(started) < NotAgainBefore;
            if (!isFresh && !IsAlive(runnerPid))
            {
                _startedAt = time.GetTimestamp();
                Start();
            }
        }

        return Task.CompletedTask;
    }

    // The lock is the truth; a pid may be another's by now. A runner that is just being born holds it too.
    private bool IsAlive(int? runnerPid)
    {
        if (runnerPid is { } pid && ProcFs.StartedAtMs(pid) is null)
        {
            return false;
        }

        using var taken = FileLock.TryTake(home.LockFile);
        return taken is null;
    }

    private void Start()
    {
        var environment = new Dictionary<string, string>(OwnEnvironment.Read(), StringComparer.Ordinal);
        if (Environment.GetEnvironmentVariable(HostSettings.RestartDelay) is { } delay)
        {
            environment[HostSettings.RestartDelay] = delay;
        }

        List<string> command = [.. SiloCommand.Own(), "host", "--home", home.Root, "--silo-pid", CgroupFile.Text(SiloPid)];
        var pid = DetachedProcess.Start(command, environment, home.Root, home.RunnerLog);

        // It is this silo's child for as long as both live; its end must not stay a zombie.
        _ = DetachedProcess.WaitAsync(pid, ChildProcess.OpenPidFd(pid));
    }
}
