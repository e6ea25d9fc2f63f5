using Apex.Runner.Native;
using Apex.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Apex.Runner;

/// <summary>A real host process on a home of its own, with a script for a silo, and a link to it.</summary>
internal sealed class HostHarness : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(300);
    private const int EndPatienceMs = 20_000;

    private readonly List<int> _started = [];
    private int _count;

    public HostHarness()
    {
        Folder = Directory.CreateTempSubdirectory("apex-host-").FullName;
        Home = new ApexHome(Path.Combine(Folder, "home"));
        Silo = WriteSilo("silo");
        Link = new RunnerLink(
            new RunnerLinkOptions { SocketPath = Home.SocketPath, SpoolFolder = Home.SpoolFolder }, TimeProvider.System, NullLogger<RunnerLink>.Instance);
    }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public string Folder { get; }

    public ApexHome Home { get; }

    /// <summary>Program that plays the silo: it notes each of its lives in <c>NAME.lives</c> and ends in order on SIGTERM.</summary>
    public string Silo { get; }

    public RunnerLink Link { get; }

    public string WriteSilo(string name)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, $"#!/bin/sh\ntrap 'exit 0' TERM\necho $$ >> {path}.lives\nwhile :; do sleep 0.05; done\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    /// <summary>Starts the verb in a process.</summary>
    public int Start(string verb, IReadOnlyList<string> arguments, params (string Name, string Value)[] variables)
    {
        var environment = new Dictionary<string, string>(OwnEnvironment.Read())
        {
            ["APEX_GRACE_INTERRUPT_SECONDS"] = "0.3",
            ["APEX_GRACE_TERMINATE_SECONDS"] = "0.3",
            ["APEX_SLOTS"] = "2",
            ["APEX_CPU_WARNING_PERCENT"] = "100",
            ["APEX_CPU_CRITICAL_PERCENT"] = "100",
        };
        foreach (var (name, value) in variables)
        {
            environment[name] = value;
        }

        string[] command = [Path.Combine(AppContext.BaseDirectory, "Apex.Silo"), verb, "--home", Home.Root, .. arguments];
        var pid = DetachedProcess.Start(command, environment, Folder, Path.Combine(Folder, "out"));
        _started.Add(pid);
        return pid;
    }

    public int StartHost(params (string Name, string Value)[] variables) => Start("host", ["--silo-exec", Silo], variables);

    /// <summary>Waits for the end of a process that was started here.</summary>
    public async Task<ChildExit> EndOfAsync(int pid)
    {
        var fd = ChildProcess.OpenPidFd(pid);
        (await Task.Run(() => ChildProcess.WaitPidFd(fd, EndPatienceMs), Token)).ShouldBeTrue($"process {pid} lives on; {Output}");
        _ = Libc.Close(fd);
        _started.Remove(pid);
        return ChildProcess.TryReap(pid).ShouldNotBeNull();
    }

    public string Output => File.ReadAllText(Path.Combine(Folder, "out"));

    public async Task<IReadOnlyList<int>> LivesAsync(int atLeast, string? silo = null)
    {
        while (true)
        {
            var text = await RunnerHarness.LineOfAsync((silo ?? Silo) + ".lives", lines: atLeast);
            return [.. text.Split('\n').Select(int.Parse)];
        }
    }

    public AttemptSpec Shell(string script) => new()
    {
        Id = new("exec", "layer", $"cat{++_count}", 1),
        Epoch = 1,
        Command = ["/bin/sh", "-c", script],
        WorkingDirectory = Folder,
        Environment = new Dictionary<string, string>(),
        TimeoutMs = RunnerHarness.NoLimitMs,
        BudgetMs = RunnerHarness.NoLimitMs,
        IssuedAt = TimeProvider.System.GetUtcNow(),
    };

    public async Task<T> NextAsync<T>(Predicate<T>? wanted = null)
        where T : RunnerEvent
    {
        while (true)
        {
            if (await Link.Events.ReadAsync(Token).AsTask().WaitAsync(Patience, Token) is T told && wanted?.Invoke(told) != false)
            {
                return told;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_started.Count > 0)
        {
            // A runner stays with its commands: those are ended first.
            using var limit = new CancellationTokenSource(Patience);
            var held = await Link.InventoryAsync(limit.Token);
            await Link.StopAsync(
                [.. held.Where(one => one.End is null).Select(one => new StopOrder(one.Id, long.MaxValue, EndCause.Stopped, "end of the test"))], limit.Token);
        }

        await Link.DisposeAsync();
        foreach (var pid in _started.ToList())
        {
            ChildProcess.Signal(pid, Libc.SigTerm);
            await EndOfAsync(pid);
        }

        KillOrphanedSilos();
        Directory.Delete(Folder, recursive: true);
        if (Path.GetDirectoryName(Home.SocketPath) is { } sockets && Directory.Exists(sockets))
        {
            Directory.Delete(sockets, recursive: true);
        }
    }

    // A silo outlives a runner that was killed; a real one would start another runner.
    private void KillOrphanedSilos()
    {
        foreach (var pid in Directory.GetFiles(Folder, "*.lives").SelectMany(File.ReadAllLines).Select(int.Parse))
        {
            if (ProcessFiles.CommandLine(pid).Contains(Folder, StringComparison.Ordinal))
            {
                ChildProcess.Signal(pid, Libc.SigKill);
            }
        }
    }
}
