using Apex.Output;

namespace Apex.Local;

/// <summary>Finds, starts, replaces and stops the local silo. The host verb arbitrates: two clients that start at once share one silo.</summary>
internal sealed class LocalSilo(ApexHome home, PrivateCopy copy, IHostProgram host, IProcessTable processes, TimeProvider time, IOutput output) : ILocalSilo
{
    private static readonly TimeSpan _poll = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan _stopDeadline = TimeSpan.FromSeconds(60);

    // A runner that lives restarts its silo by itself; only one that stays silent this long is asked.
    private static readonly TimeSpan _askAgain = TimeSpan.FromSeconds(20);

    public LocalSiloStatus Status()
    {
        var silo = SiloInfo.Read(home.SiloFile);
        return new LocalSiloStatus(
            home.Folder,
            silo,
            silo is not null && processes.IsAlive(silo.Pid),
            silo is not null && processes.IsAlive(silo.RunnerPid),
            BuildOrNull());
    }

    public async Task<SiloInfo> EnsureAsync(TimeSpan deadline, IReadOnlyList<string> settings, CancellationToken cancellationToken)
    {
        RequireLinux();
        if (settings.Count > 0 && (Running() is not null || RunnerLives()))
        {
            throw NotApplied();
        }

        var build = copy.Build();
        if (Running() is { } running && running.Build == build)
        {
            return running;
        }

        home.Create();
        var program = copy.Ensure(build);
        var begun = time.GetTimestamp();
        var old = Announce(build);
        using var start = new HostStart(() => host.Start(program, ["host", "--home", home.Folder, .. settings.SelectMany(static setting => (string[])["--set", setting])]), time);
        while (true)
        {
            if (Running() is { } silo && (silo.Build == build || silo.Pid != old?.Pid))
            {
                if (settings.Count > 0 && silo.RunnerPid != start.Id)
                {
                    throw NotApplied(); // another command was faster
                }

                output.Note($"{(old is null ? "local silo ready" : "silo replaced, ready")} in {Wording.Duration(time.GetElapsedTime(begun))}");
                CleanUp(build);
                return silo;
            }

            if (start.Failed is { } said)
            {
                throw DidNotStart("the local silo did not start", said);
            }

            if (time.GetElapsedTime(begun) > deadline)
            {
                return Running() ?? throw DidNotStart($"the local silo was not ready after {Wording.Duration(deadline)}", start.Said, "silo_not_ready");
            }

            if (old is not null || !RunnerLives() || time.GetElapsedTime(begun) > _askAgain)
            {
                start.Begin();
            }

            await Task.Delay(_poll, time, cancellationToken);
        }
    }

    public async Task StopAsync(bool force, CancellationToken cancellationToken)
    {
        RequireLinux();
        var before = SiloInfo.Read(home.SiloFile);
        var program = copy.Ensure(copy.Build());
        using var stop = host.Start(program, force ? ["stop", "--home", home.Folder, "--force"] : ["stop", "--home", home.Folder]);
        using var limit = new CancellationTokenSource(_stopDeadline, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await stop.ExitedAsync(both.Token);
            while (before is not null && processes.IsAlive(before.Pid))
            {
                await Task.Delay(_poll, time, both.Token);
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw CliException.Unreachable($"the local silo had not stopped after {Wording.Duration(_stopDeadline)}");
        }

        if (stop.ExitCode is not 0)
        {
            throw new CliException("stop_refused", stop.ExitCode == ExitCode.Refused ? ExitCode.Refused : ExitCode.Error, stop.Said.Length > 0 ? stop.Said : "the local silo could not be stopped");
        }
    }

    private SiloInfo? Announce(string build)
    {
        var old = Running();
        if (old is null)
        {
            output.Note(RunnerLives()
                ? "waiting for the local silo, its runner is restarting it …"
                : "starting the local silo …");
        }
        else
        {
            output.Note($"the local silo is of another build ({old.Build}); replacing it by {build}, running commands go on …");
        }

        return old;
    }

    private SiloInfo? Running() => SiloInfo.Read(home.SiloFile) is { } silo && processes.IsAlive(silo.Pid) ? silo : null;

    private bool RunnerLives() => SiloInfo.Read(home.SiloFile) is { } silo && processes.IsAlive(silo.RunnerPid);

    private void CleanUp(string build)
    {
        foreach (var line in copy.RemoveOthers(build))
        {
            output.Detail(line);
        }
    }

    private string? BuildOrNull()
    {
        try
        {
            return copy.Build();
        }
        catch (CliException)
        {
            return null; // status answers also where the silo's program is missing
        }
    }

    private CliException DidNotStart(string what, string said, string code = "silo_not_started")
    {
        List<string> reasons = [.. said.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
        var hints = new List<string>();
        if (SiloLog.Latest(home) is { } log)
        {
            (reasons.Count > 0 ? hints : reasons).AddRange(log.Tail.Select(line => $"| {line}")); // what it said before it ended is the better reason
            hints.Add($"its log: {log.File}");
        }
        else
        {
            hints.Add($"its logs would be in {home.Logs}");
        }

        return new CliException(code, ExitCode.Unreachable, what) { Reasons = reasons, Hints = hints };
    }

    private CliException NotApplied()
    {
        var running = SiloInfo.Read(home.SiloFile);
        return CliException.Refused(
            "settings_not_applied",
            $"--set was not applied: the local silo runs already (process {running?.Pid}, its runner {running?.RunnerPid})",
            "stop it first: apex server stop",
            $"for good, they belong into a file: {Path.Combine(home.Folder, "config", "silo", "local.json")}");
    }

    private static void RequireLinux()
    {
        if (!OperatingSystem.IsLinux())
        {
            throw CliException.Usage("a local silo runs on Linux only (also WSL2); here, name a server with --server HOST:PORT");
        }
    }
}
