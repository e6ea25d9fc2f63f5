using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace Apex.Benchmarks;

/// <summary>A home and a project of its own, and a warm silo with two slots in it. Leaves nothing behind.</summary>
internal sealed class TestBed : IAsyncDisposable
{
    public const int Slots = 2;

    private static readonly string _program =
        Path.GetFullPath(typeof(TestBed).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "ApexProgram").Value!);

    private readonly string _root = Directory.CreateTempSubdirectory("apex-bench-").FullName;

    public int SiloPid { get; private set; }

    public int RunnerPid { get; private set; }

    private string Home => Path.Combine(_root, "home");

    private string Project => Path.Combine(_root, "project");

    public async Task StartAsync()
    {
        Directory.CreateDirectory(Project);
        await ApexAsync("server", "start");
        using var silo = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Home, "silo.json")));
        SiloPid = silo.RootElement.GetProperty("pid").GetInt32();
        RunnerPid = silo.RootElement.GetProperty("runner_pid").GetInt32();
    }

    /// <summary>Runs a workload to its verdict.</summary>
    /// <returns>Time of the whole command, and the execution's own.</returns>
    public async Task<(TimeSpan Command, TimeSpan Execution)> RunAsync(Workload workload)
    {
        await File.WriteAllTextAsync(Path.Combine(Project, "apex.yaml"), workload.ToYaml());
        var (_, command) = await ApexAsync("run", "--progress", "silent");
        using var list = JsonDocument.Parse((await ApexAsync("list", "-o", "json")).Output);
        var id = list.RootElement.GetProperty("executions")[0].GetProperty("id").GetString()!;
        using var status = JsonDocument.Parse((await ApexAsync("status", id, "-o", "json")).Output);
        var passed = status.RootElement.GetProperty("layers").EnumerateArray()
            .SelectMany(layer => layer.GetProperty("categories").EnumerateArray())
            .Count(category => category.GetProperty("verdict").GetString() == "passed");
        return passed == workload.Items
            ? (command, TimeSpan.FromMilliseconds(status.RootElement.GetProperty("duration_ms").GetInt64()))
            : throw new BenchmarkException($"{passed} of {workload.Items} categories passed in {id}");
    }

    /// <summary>The same number of the same command, as many at a time.</summary>
    public async Task<TimeSpan> XargsAsync(int items) =>
        (await Command.RunAsync(new ProcessStartInfo("/bin/sh", ["-c", $"seq {items} | xargs -P{Slots} -n1 true"]))).Elapsed;

    public async ValueTask DisposeAsync()
    {
        try
        {
            await ApexAsync("server", "stop", "--force");
        }
        catch (BenchmarkException error)
        {
            await Console.Error.WriteLineAsync(error.Message);
        }

        foreach (var pid in (int[])[RunnerPid, SiloPid])
        {
            if (pid > 0 && IsOurs(pid))
            {
                using var left = Process.GetProcessById(pid);
                left.Kill();
                await left.WaitForExitAsync();
            }
        }

        Directory.Delete(_root, recursive: true);
    }

    private bool IsOurs(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Contains(Home, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false; // it has ended
        }
    }

    private Task<(string Output, TimeSpan Elapsed)> ApexAsync(params string[] args)
    {
        var start = new ProcessStartInfo(_program, args) { WorkingDirectory = Project };
        foreach (var inherited in start.Environment.Keys.Where(key => key.StartsWith("APEX_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(inherited); // this may itself run under Apex
        }

        start.Environment["APEX_HOME"] = Home;
        start.Environment["APEX_SLOTS"] = $"{Slots}";
        start.Environment["APEX_CPU_WARNING_PERCENT"] = "100"; // others on the machine slow every contestant alike
        start.Environment["APEX_CPU_CRITICAL_PERCENT"] = "100";
        return Command.RunAsync(start);
    }
}
