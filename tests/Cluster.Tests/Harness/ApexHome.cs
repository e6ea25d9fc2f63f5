using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using Apex.Testing;

namespace Apex.Cluster.Tests.Harness;

/// <summary>A home folder and a project folder of a test's own, and the real program in them. Ends every process that it led to.</summary>
public sealed class ApexHome : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(300);
    private static readonly TimeSpan OrderlyEnd = TimeSpan.FromSeconds(20);
    public static readonly string Program =
        Path.GetFullPath(typeof(ApexHome).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "ApexProgram").Value!);

    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal);
    private readonly bool _isGuest;

    public ApexHome()
        : this(null)
    {
    }

    private ApexHome(string? sharedHome)
    {
        Root = Directory.CreateTempSubdirectory("apex-test-").FullName;
        _isGuest = sharedHome is not null;
        Home = sharedHome ?? Path.Combine(Root, "home");
        Project = Directory.CreateDirectory(Path.Combine(Root, "project")).FullName;
        Witness = Path.Combine(Root, "witness.log");
        Set("APEX_HOME", Home);
        Set("APEX_IDLE_MINUTES", "3");
        Set("APEX_GRACE_INTERRUPT_SECONDS", "1");
        Set("APEX_GRACE_TERMINATE_SECONDS", "1");
        Set("DOTNET_TieredPGO", "0"); // these silos live for seconds: quick code, not the best
        Set("WITNESS", Witness);
        foreach (var threshold in new[] { "CPU_WARNING", "CPU_CRITICAL", "MEMORY_WARNING", "MEMORY_CRITICAL" })
        {
            Set($"APEX_{threshold}_PERCENT", "100"); // other tests load this machine, which is none of this one's business
        }
    }

    public string Root { get; }

    public string Home { get; set; }

    public string Project { get; }

    /// <summary>File to which commands append, out of Apex's reach.</summary>
    public string Witness { get; }

    /// <summary>Another project, with a witness of its own, in the home of a silo that runs.</summary>
    public ApexHome Beside() => new(Home);

    public ApexHome Set(string name, string? value)
    {
        if (value is null)
        {
            _environment.Remove(name);
        }
        else
        {
            _environment[name] = value;
        }

        return this;
    }

    public ApexHome Configure(string yaml)
    {
        File.WriteAllText(Path.Combine(Project, "apex.yaml"), yaml);
        return this;
    }

    public async Task<CommandResult> RunAsync(params string[] args)
    {
        using var process = Start(args);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException late)
        {
            process.Kill();
            throw new TimeoutException($"'apex {string.Join(' ', args)}' did not end in {Patience}\n--- stdout\n{await output}\n--- stderr\n{await errors}", late);
        }

        return new CommandResult(process.ExitCode, await output, await errors);
    }

    /// <summary>Starts the program and leaves it running; the caller reads and ends it.</summary>
    public Process Start(params string[] args)
    {
        // With the signals of a shell's foreground, however these tests were started: in its background SIGINT is ignored.
        var start = new ProcessStartInfo("/usr/bin/env", ["--default-signal=INT,QUIT", Program, .. args])
        {
            UseShellExecute = false,
            WorkingDirectory = Project,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var inherited in start.Environment.Keys.Where(key => key.StartsWith("APEX_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(inherited); // these tests may themselves run under Apex
        }

        foreach (var (name, value) in _environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    /// <summary>Starts an execution and returns its id.</summary>
    public async Task<string> DetachAsync(params string[] args) => (await RunAsync(["run", "--detach", .. args])).ShouldExit(0).Output.Trim();

    public async Task<JsonElement> StatusAsync(string id) => (await RunAsync("status", id, "-o", "json")).ShouldExit(0).Json();

    /// <summary>Follows an execution to its end and returns its status.</summary>
    public async Task<JsonElement> EndedAsync(string id)
    {
        var watch = await RunAsync("watch", id, "-o", "json");
        return watch.Output.Length > 0 ? watch.Json() : throw new InvalidOperationException($"watch ended with {watch.ExitCode} and no document: {watch.Errors}");
    }

    public JsonElement Silo() => JsonDocument.Parse(File.ReadAllText(Path.Combine(Home, "silo.json"))).RootElement;

    public int SiloPid => Silo().GetProperty("pid").GetInt32();

    public int RunnerPid => Silo().GetProperty("runner_pid").GetInt32();

    /// <summary>Waits for a fact outside of any process of ours; says what it waited for when it gives up.</summary>
    public static async Task UntilAsync(Func<bool> fact, string what)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var turn = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!fact())
        {
            try
            {
                await turn.WaitForNextTickAsync(patience.Token);
            }
            catch (OperationCanceledException late)
            {
                throw new TimeoutException($"waited {Patience} for: {what}", late);
            }
        }
    }

    public int WitnessCount(string text) => File.Exists(Witness) ? File.ReadAllLines(Witness).Count(line => line.StartsWith(text, StringComparison.Ordinal)) : 0;

    /// <summary>Ends what the test left: the silo at once, the runner in order, so that it takes its socket and its cgroups away.</summary>
    public async ValueTask DisposeAsync()
    {
        var since = Stopwatch.GetTimestamp();
        await UntilAsync(
            () =>
            {
                var left = Left().ToList();
                foreach (var (pid, isRunner) in left)
                {
                    Signals.Send(pid, isRunner && Stopwatch.GetElapsedTime(since) < OrderlyEnd ? Signals.Terminate : Signals.Kill);
                }

                return left.Count == 0;
            },
            "the end of everything that came of this home");
        Directory.Delete(Root, recursive: true);
    }

    /// <summary>Whatever inherited the environment of a command that was started here: silo, runner, commands under test. A guest leaves the silo alone.</summary>
    private IEnumerable<(int Pid, bool IsRunner)> Left() =>
        from folder in Directory.EnumerateDirectories("/proc")
        where int.TryParse(Path.GetFileName(folder), out _) && ProcessFiles.Read($"{folder}/environ").Contains(Root, StringComparison.Ordinal)
        let command = ProcessFiles.Read($"{folder}/cmdline")
        where !_isGuest || !command.Contains(Home + "/bin/", StringComparison.Ordinal)
        let pid = int.Parse(Path.GetFileName(folder))
        where ProcessFiles.IsAlive(pid)
        let isRunner = command.Contains("/Apex.Silo\0host\0", StringComparison.Ordinal)
        orderby isRunner descending
        select (pid, isRunner);
}
